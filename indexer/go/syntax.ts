// Go source as plain data: what the parser hands over, one file at a time, and what the evaluator walks.
// JSON-serialisable, cached by content hash; nothing downstream sees a syntax tree of the parser.

/** line * 4096 + column (both from 1; columns beyond 4095 are cut). */
export type Position = number

export const position = (line: number, column: number): Position => line * 4096 + Math.min(column, 4095)
export const lineOf = (at: Position): number => Math.floor(at / 4096)

export type TypeSyntax =
  | { readonly kind: 'name'; readonly package?: string; readonly name: string; readonly args?: readonly TypeSyntax[] }
  | { readonly kind: 'pointer'; readonly of: TypeSyntax }
  | { readonly kind: 'slice'; readonly of: TypeSyntax }
  | { readonly kind: 'array'; readonly of: TypeSyntax; readonly length?: Expression }
  | { readonly kind: 'map'; readonly key: TypeSyntax; readonly value: TypeSyntax }
  | { readonly kind: 'channel'; readonly of: TypeSyntax; readonly direction: 'both' | 'send' | 'receive' }
  | { readonly kind: 'func'; readonly params: readonly Parameter[]; readonly results: readonly Parameter[] }
  | { readonly kind: 'struct'; readonly fields: readonly Field[] }
  | { readonly kind: 'interface'; readonly methods: readonly InterfaceMethod[]; readonly embeds: readonly TypeSyntax[] }

/** One name a parameter: `a, b int` is two. Unnamed ones have no name. */
export interface Parameter {
  readonly name?: string
  readonly type: TypeSyntax
  /** The last parameter of a variadic function; `type` is then the element's. */
  readonly variadic?: true
}

/** One name a field: `A, B int` is two. An embedded field has the type's own name and `embedded`. */
export interface Field {
  readonly name: string
  readonly type: TypeSyntax
  readonly embedded?: true
  /** Without its quotes. */
  readonly tag?: string
  readonly at: Position
}

export interface InterfaceMethod {
  readonly name: string
  readonly params: readonly Parameter[]
  readonly results: readonly Parameter[]
  readonly at: Position
}

export type Expression =
  | { readonly kind: 'name'; readonly name: string; readonly at: Position }
  /** Decoded: escapes resolved, raw strings as they are. */
  | { readonly kind: 'string'; readonly value: string; readonly at: Position /** Its lines are lines of the file. */; readonly raw?: true }
  /** Integers, floats, imaginary and runes (a rune as its code point), as their text. */
  | { readonly kind: 'number'; readonly text: string; readonly at: Position }
  | { readonly kind: 'selector'; readonly of: Expression; readonly name: string; readonly at: Position }
  /** `at` is the position of the callee's last name (the method of a chain), where people look for the call. */
  | {
      readonly kind: 'call'
      readonly callee: Expression
      readonly args: readonly Expression[]
      /** `f(xs...)` */
      readonly spread?: true
      readonly at: Position
      readonly endLine: number
    }
  | {
      readonly kind: 'composite'
      /** Absent where the element type is elided inside another literal. */
      readonly type?: TypeSyntax
      readonly elements: readonly { readonly key?: Expression; readonly value: Expression }[]
      readonly at: Position
    }
  | { readonly kind: 'function'; readonly function: FunctionSyntax; readonly at: Position }
  | { readonly kind: 'unary'; readonly op: '&' | '*' | '!' | '-' | '+' | '^' | '<-'; readonly of: Expression; readonly at: Position }
  | { readonly kind: 'binary'; readonly op: string; readonly left: Expression; readonly right: Expression; readonly at: Position }
  /** An element, or the instance of a generic function or type (the parser cannot tell). */
  | { readonly kind: 'index'; readonly of: Expression; readonly indices: readonly Expression[]; readonly at: Position }
  /** `max` is the third of `a[low:high:max]`. */
  | {
      readonly kind: 'slice'
      readonly of: Expression
      readonly low?: Expression
      readonly high?: Expression
      readonly max?: Expression
      readonly at: Position
    }
  /** `type` is absent in `x.(type)`. */
  | { readonly kind: 'assert'; readonly of: Expression; readonly type?: TypeSyntax; readonly at: Position }
  /** A type where an expression stands: the callee of a conversion, an argument of make and new, a type argument. */
  | { readonly kind: 'type'; readonly type: TypeSyntax; readonly at: Position }
  /** Source that did not parse. */
  | { readonly kind: 'bad'; readonly at: Position }

export type Statement =
  | { readonly kind: 'expression'; readonly of: Expression; readonly at: Position }
  /** `op` is `:=`, `=`, `+=` …; `x++` is `+=` with one right side, the number 1. */
  | {
      readonly kind: 'assign'
      readonly op: string
      readonly left: readonly Expression[]
      readonly right: readonly Expression[]
      readonly at: Position
    }
  | { readonly kind: 'variable'; readonly declaration: ValueDeclaration; readonly at: Position }
  | { readonly kind: 'type'; readonly declaration: TypeDeclaration; readonly at: Position }
  | { readonly kind: 'return'; readonly values: readonly Expression[]; readonly at: Position }
  | {
      readonly kind: 'if'
      readonly init?: Statement
      readonly condition: Expression
      readonly then: readonly Statement[]
      /** An `else if` is one `if` statement in here. */
      readonly else?: readonly Statement[]
      /** The condition's source text, in one line, at most 200 characters. */
      readonly text: string
      readonly at: Position
    }
  | {
      readonly kind: 'for'
      readonly init?: Statement
      readonly condition?: Expression
      readonly post?: Statement
      readonly body: readonly Statement[]
      readonly at: Position
    }
  | {
      readonly kind: 'range'
      readonly key?: Expression
      readonly value?: Expression
      readonly define: boolean
      readonly of: Expression
      readonly body: readonly Statement[]
      readonly at: Position
    }
  | {
      readonly kind: 'switch'
      readonly init?: Statement
      readonly tag?: Expression
      readonly cases: readonly SwitchCase[]
      /** The tag's source text, like that of `if`. */
      readonly text: string
      readonly at: Position
    }
  | {
      readonly kind: 'typeSwitch'
      readonly init?: Statement
      readonly bind?: string
      readonly of: Expression
      readonly cases: readonly TypeCase[]
      readonly at: Position
    }
  | { readonly kind: 'select'; readonly cases: readonly SelectCase[]; readonly at: Position }
  /** `call` is a call expression, save in broken source. */
  | { readonly kind: 'go' | 'defer'; readonly call: Expression; readonly at: Position }
  | { readonly kind: 'block'; readonly body: readonly Statement[]; readonly at: Position }
  | { readonly kind: 'send'; readonly channel: Expression; readonly value: Expression; readonly at: Position }
  | {
      readonly kind: 'branch'
      readonly word: 'break' | 'continue' | 'goto' | 'fallthrough'
      readonly label?: string
      readonly at: Position
    }
  | { readonly kind: 'labeled'; readonly label: string; readonly body: readonly Statement[]; readonly at: Position }

/** No values: the default case. */
export interface SwitchCase {
  readonly values?: readonly Expression[]
  readonly text: string
  readonly body: readonly Statement[]
  readonly at: Position
}

/** No types: the default case. The type `nil` is the name `nil`. */
export interface TypeCase {
  readonly types?: readonly TypeSyntax[]
  readonly body: readonly Statement[]
  readonly at: Position
}

/** No `on`: the default case. Otherwise a send, an assignment from `<-ch`, or the bare receive. */
export interface SelectCase {
  readonly on?: Statement
  readonly body: readonly Statement[]
  readonly at: Position
}

/** One `const` or `var` specification. */
export interface ValueDeclaration {
  readonly constant: boolean
  readonly names: readonly string[]
  readonly type?: TypeSyntax
  /** Of constants, an omitted list is the one above it, as Go says. */
  readonly values: readonly Expression[]
  /** The value of iota in this specification; constants only. */
  readonly iota?: number
  /** Patterns of a `//go:embed` directive above it. */
  readonly embed?: readonly string[]
  readonly at: Position
}

export interface TypeDeclaration {
  readonly name: string
  readonly typeParams?: readonly Parameter[]
  readonly type: TypeSyntax
  /** `type A = B` */
  readonly alias: boolean
  readonly at: Position
  readonly endLine: number
}

export interface FunctionSyntax {
  /** Absent in a function literal. */
  readonly name?: string
  readonly receiver?: Parameter
  readonly typeParams?: readonly Parameter[]
  readonly params: readonly Parameter[]
  readonly results: readonly Parameter[]
  /** Absent in a declaration without body. */
  readonly body?: readonly Statement[]
  readonly at: Position
  readonly endLine: number
}

export interface GoFile {
  /** Relative to the repository, forward slashes. */
  readonly path: string
  readonly package: string
  readonly imports: readonly { readonly alias?: string; readonly path: string; readonly at: Position }[]
  readonly types: readonly TypeDeclaration[]
  readonly values: readonly ValueDeclaration[]
  readonly functions: readonly FunctionSyntax[]
  /** Line and text, without the comment marks. */
  readonly comments: readonly (readonly [line: number, text: string])[]
  /** The expression of `//go:build` (or the older `+build`, translated). */
  readonly build?: string
  /** "Code generated … DO NOT EDIT." */
  readonly generated: boolean
  /** Where the parser could not follow; the rest of the file stands. */
  readonly errors: readonly { readonly line: number; readonly message: string }[]
  /** Lines of the file. */
  readonly lines: number
}
