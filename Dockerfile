FROM node:22-slim
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN node bin/throughline.mjs --build-only \
  && mkdir -p /home/node/.cache && chown node:node /home/node/.cache
USER node
EXPOSE 4400
ENTRYPOINT ["node", "bin/throughline.mjs"]
