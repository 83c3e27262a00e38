// Plural and singular as github.com/jinzhu/inflection v1.0.0 forms them, rule for rule: table names hang on it. (Its later
// sources know more words, but no release does.)

type Rule = readonly [find: string, replace: string]

const PLURAL: readonly Rule[] = [
  ['([a-z])$', '$1s'],
  ['s$', 's'],
  ['^(ax|test)is$', '$1es'],
  ['(octop|vir)us$', '$1i'],
  ['(octop|vir)i$', '$1i'],
  ['(alias|status)$', '$1es'],
  ['(bu)s$', '$1ses'],
  ['(buffal|tomat)o$', '$1oes'],
  ['([ti])um$', '$1a'],
  ['([ti])a$', '$1a'],
  ['sis$', 'ses'],
  ['(?:([^f])fe|([lr])f)$', '$1$2ves'],
  ['(hive)$', '$1s'],
  ['([^aeiouy]|qu)y$', '$1ies'],
  ['(x|ch|ss|sh)$', '$1es'],
  ['(matr|vert|ind)(?:ix|ex)$', '$1ices'],
  ['^(m|l)ouse$', '$1ice'],
  ['^(m|l)ice$', '$1ice'],
  ['^(ox)$', '$1en'],
  ['^(oxen)$', '$1'],
  ['(quiz)$', '$1zes'],
]

const SINGULAR: readonly Rule[] = [
  ['s$', ''],
  ['(ss)$', '$1'],
  ['(n)ews$', '$1ews'],
  ['([ti])a$', '$1um'],
  ['((a)naly|(b)a|(d)iagno|(p)arenthe|(p)rogno|(s)ynop|(t)he)(sis|ses)$', '$1sis'],
  ['(^analy)(sis|ses)$', '$1sis'],
  ['([^f])ves$', '$1fe'],
  ['(hive)s$', '$1'],
  ['(tive)s$', '$1'],
  ['([lr])ves$', '$1f'],
  ['([^aeiouy]|qu)ies$', '$1y'],
  ['(s)eries$', '$1eries'],
  ['(m)ovies$', '$1ovie'],
  ['(c)ookies$', '$1ookie'],
  ['(x|ch|ss|sh)es$', '$1'],
  ['^(m|l)ice$', '$1ouse'],
  ['(bus)(es)?$', '$1'],
  ['(o)es$', '$1'],
  ['(shoe)s$', '$1'],
  ['(cris|test)(is|es)$', '$1is'],
  ['^(a)x[ie]s$', '$1xis'],
  ['(octop|vir)(us|i)$', '$1us'],
  ['(alias|status)(es)?$', '$1'],
  ['^(ox)en', '$1'],
  ['(vert|ind)ices$', '$1ex'],
  ['(matr)ices$', '$1ix'],
  ['(quiz)zes$', '$1'],
  ['(database)s$', '$1'],
]

const IRREGULAR: readonly Rule[] = [
  ['person', 'people'],
  ['man', 'men'],
  ['child', 'children'],
  ['sex', 'sexes'],
  ['move', 'moves'],
  ['mombie', 'mombies'],
]

const UNCOUNTABLE = /^(equipment|information|rice|money|species|series|fish|sheep|jeans|police)$/i

const title = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

/** The last rule stated is the first tried, in capitals, as written, and in any case. */
function compile(regular: readonly Rule[], irregular: readonly Rule[]): readonly (readonly [RegExp, string])[] {
  return [
    ...irregular.flatMap(([from, to]): [RegExp, string][] => [
      [new RegExp(`${from.toUpperCase()}$`), to.toUpperCase()],
      [new RegExp(`${title(from)}$`), title(to)],
      [new RegExp(`${from}$`), to],
    ]),
    ...regular.toReversed().flatMap(([find, replace]): [RegExp, string][] => [
      [new RegExp(find.toUpperCase()), replace.toUpperCase()],
      [new RegExp(find), replace],
      [new RegExp(find, 'i'), replace],
    ]),
  ]
}

const plurals = compile(PLURAL, IRREGULAR)
const singulars = compile(
  SINGULAR,
  IRREGULAR.map(([one, many]): Rule => [many, one]),
)

const inflect = (word: string, rules: readonly (readonly [RegExp, string])[]): string => {
  if (UNCOUNTABLE.test(word)) return word
  const rule = rules.find(([find]) => find.test(word))
  return rule ? word.replace(rule[0], rule[1]) : word
}

export const plural = (word: string): string => inflect(word, plurals)
export const singular = (word: string): string => inflect(word, singulars)
