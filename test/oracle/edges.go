package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/callgraph"
	"golang.org/x/tools/go/callgraph/cha"
	"golang.org/x/tools/go/callgraph/rta"
	"golang.org/x/tools/go/callgraph/vta"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"
)

// collector turns call graphs over SSA into edges between functions that people wrote: wrappers, bound methods and
// instances of generic functions are seen through.
type collector struct {
	program *ssa.Program
	symbols *symbols
	found   *result
	graph   *callgraph.Graph
}

func newCollector(program *ssa.Program, symbols *symbols, found *result) *collector {
	return &collector{program: program, symbols: symbols, found: found}
}

func (c *collector) collect(algorithms []string, packages []*ssa.Package) {
	all := ssautil.AllFunctions(c.program)
	c.graph = vta.CallGraph(all, nil)
	c.add("vta", false)
	if slices.Contains(algorithms, "cha") {
		c.graph = cha.CallGraph(c.program)
		c.add("cha", true)
	}
	// A package that did not pass the type checker is nil here.
	mains := ssautil.MainPackages(slices.DeleteFunc(packages, func(p *ssa.Package) bool { return p == nil }))
	if slices.Contains(algorithms, "rta") && len(mains) > 0 {
		var roots []*ssa.Function
		for _, p := range mains {
			roots = append(roots, p.Func("main"), p.Func("init"))
		}
		c.graph = rta.Analyze(roots, true).CallGraph
		c.add("rta", true)
	}
}

// add notes the edges of the graph; of the coarser algorithms only those of interface calls.
func (c *collector) add(algorithm string, interfacesOnly bool) {
	for fn, node := range c.graph.Nodes {
		if fn == nil || node == nil {
			continue
		}
		_, own := c.symbolOf(fn, token.NoPos)
		synthetic := isSynthetic(fn)
		if !own && synthetic && fn.Name() != "init" {
			continue
		}
		for _, out := range node.Out {
			if out.Site == nil {
				continue
			}
			c.addHeld(out)
			at := c.symbols.positionOf(out.Site)
			// Calls that the compiler adds stand nowhere.
			if own && !at.IsValid() {
				continue
			}
			caller, own := c.symbolOf(fn, at)
			kind := kindOf(out.Site)
			if interfacesOnly && (kind != "interface" || !own) {
				continue
			}
			for _, callee := range c.written(out.Callee, map[*callgraph.Node]bool{}) {
				if own {
					c.found.edge(caller, callee, c.symbols.site(at), kind, algorithm)
				} else if fn.Pkg != nil && !synthetic {
					c.found.callback(callee, fn.Pkg.Pkg.Path())
				} else if origin := fn.Origin(); origin != nil && origin.Pkg != nil {
					c.found.callback(callee, origin.Pkg.Pkg.Path())
				}
			}
		}
	}
}

// addHeld notes functions handed to a timer or a finalizer: the runtime runs them, where no call graph looks.
func (c *collector) addHeld(out *callgraph.Edge) {
	callee := out.Callee.Func
	if callee == nil || callee.Pkg == nil {
		return
	}
	by := callee.Pkg.Pkg.Path()
	if name := by + "." + callee.Name(); name != "time.AfterFunc" && name != "runtime.SetFinalizer" && name != "runtime.AddCleanup" {
		return
	}
	for _, arg := range out.Site.Common().Args {
		if made, ok := arg.(*ssa.MakeClosure); ok {
			arg = made.Fn
		}
		if fn, ok := arg.(*ssa.Function); ok {
			if node := c.graph.Nodes[fn]; node != nil {
				for _, held := range c.written(node, map[*callgraph.Node]bool{}) {
					c.found.callback(held, by)
				}
			} else if id, ok := c.symbolOf(fn, token.NoPos); ok {
				c.found.callback(id, by)
			}
		}
	}
}

func kindOf(site ssa.CallInstruction) string {
	common := site.Common()
	if common.IsInvoke() {
		return "interface"
	}
	if common.StaticCallee() != nil {
		return "static"
	}
	return "funcvalue"
}

// written gives the functions of the repository that a callee is, through wrappers; none for a library's.
func (c *collector) written(node *callgraph.Node, seen map[*callgraph.Node]bool) []string {
	if seen[node] {
		return nil
	}
	seen[node] = true
	// The body of a range over a function is called, but nobody wrote it as a function.
	if _, body := node.Func.Syntax().(*ast.RangeStmt); body {
		return nil
	}
	if id, ok := c.symbolOf(node.Func, token.NoPos); ok {
		return []string{id}
	}
	if !isSynthetic(node.Func) || node.Func.Name() == "init" {
		return nil
	}
	var all []string
	for _, out := range node.Out {
		all = append(all, c.written(out.Callee, seen)...)
	}
	return all
}

// isSynthetic tells wrappers, bound methods and thunks; an instance of a generic function is what people wrote.
func isSynthetic(fn *ssa.Function) bool {
	return fn.Synthetic != "" && fn.Origin() == nil && fn.Syntax() == nil
}

// symbolOf names a function; a package's initialiser by the file in which it does something.
func (c *collector) symbolOf(fn *ssa.Function, at token.Pos) (string, bool) {
	if fn.Name() == "init" && fn.Synthetic == "package initializer" {
		position := c.symbols.files.PositionFor(at, false)
		path, ok := c.symbols.relative(position.Filename)
		if !at.IsValid() || !ok {
			return "", false
		}
		return fmt.Sprintf("go %s/%s#init().", filepath.ToSlash(filepath.Dir(path)), filepath.Base(path)), true
	}
	if isSynthetic(fn) {
		return "", false
	}
	if known, ok := c.symbols.byPosition[fn.Pos()]; ok && !isWrapper(fn) {
		return known.Symbol, true
	}
	if fn.Parent() != nil {
		if known, ok := c.symbols.bodies[fn.Pos()]; ok {
			return known.Symbol, true
		}
		return c.symbolOf(fn.Parent(), at)
	}
	return "", false
}

// isWrapper tells a method that stands at its origin's position but only leads there.
func isWrapper(fn *ssa.Function) bool {
	if fn.Synthetic == "" || fn.Origin() != nil {
		return false
	}
	_, method := fn.Object().(*types.Func)
	return method && fn.Syntax() == nil
}
