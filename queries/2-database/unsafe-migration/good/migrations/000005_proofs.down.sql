-- irreversible: what is proven stays proven
SELECT 1;
