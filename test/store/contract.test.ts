import { storeContract } from './contract.ts'
import { forEachStore } from './each-store.ts'

forEachStore(storeContract)
