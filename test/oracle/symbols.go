package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"path/filepath"
	"sort"
	"strings"

	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"
)

// symbols names the functions of the repository by where they stand: a generic function and its instances are one.
type symbols struct {
	root  string
	files *token.FileSet
	// Position of a declaration's name, or of a literal's `func`.
	byPosition map[token.Pos]function
	// A call by its opening parenthesis, and by the `go` or `defer` before it.
	calls map[token.Pos]*ast.CallExpr
	// A range over a function turns its body into a function of its own, which is still its writer's.
	bodies map[token.Pos]function
	// What a range ranges over, by its body's function.
	ranges map[token.Pos]ast.Expr
}

func newSymbols(root string, files *token.FileSet) *symbols {
	return &symbols{root, files, map[token.Pos]function{}, map[token.Pos]*ast.CallExpr{}, map[token.Pos]function{}, map[token.Pos]ast.Expr{}}
}

// relative gives a file's path within the repository; false where it lies outside or is vendored.
func (s *symbols) relative(file string) (string, bool) {
	if file == "" {
		return "", false
	}
	path, err := filepath.Rel(s.root, file)
	path = filepath.ToSlash(path)
	if err != nil || path == ".." || strings.HasPrefix(path, "../") || strings.HasPrefix(path, "vendor/") || strings.Contains(path, "/vendor/") {
		return "", false
	}
	return path, true
}

func (s *symbols) addPackage(p *packages.Package) {
	type source struct {
		path   string
		syntax *ast.File
	}
	var own []source
	for _, syntax := range p.Syntax {
		if path, ok := s.relative(s.files.PositionFor(syntax.Package, false).Filename); ok {
			own = append(own, source{path, syntax})
		}
	}
	sort.Slice(own, func(i, j int) bool { return own[i].path < own[j].path })
	inits := 0
	for _, file := range own {
		folder := filepath.ToSlash(filepath.Dir(file.path))
		generated := ast.IsGenerated(file.syntax)
		initialiser := fmt.Sprintf("go %s/%s#init().", folder, filepath.Base(file.path))
		closures := 0
		for _, declaration := range file.syntax.Decls {
			switch d := declaration.(type) {
			case *ast.FuncDecl:
				name := d.Name.Name
				if name == "init" && d.Recv == nil {
					if inits > 0 {
						name = fmt.Sprintf("init%d", inits)
					}
					inits++
				}
				id := fmt.Sprintf("go %s/%s().", folder, name)
				if d.Recv != nil && len(d.Recv.List) > 0 {
					id = fmt.Sprintf("go %s/%s#%s().", folder, typeName(d.Recv.List[0].Type), name)
				}
				fn := s.add(d.Name.Pos(), id, generated)
				own := 0
				if d.Body != nil {
					s.addBody(fn, d.Body, &own, generated)
				}
			case *ast.GenDecl:
				s.addBody(function{Symbol: initialiser}, d, &closures, generated)
			}
		}
	}
}

// addBody numbers the closures of one function in source order and notes its calls.
func (s *symbols) addBody(outer function, body ast.Node, closures *int, generated bool) {
	ast.Inspect(body, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.FuncLit:
			*closures++
			fn := s.add(n.Type.Func, fmt.Sprintf("%sfunc%d.", outer.Symbol, *closures), generated)
			inner := 0
			s.addBody(fn, n.Body, &inner, generated)
			return false
		case *ast.CallExpr:
			s.calls[n.Lparen] = n
		case *ast.GoStmt:
			s.calls[n.Go] = n.Call
		case *ast.DeferStmt:
			s.calls[n.Defer] = n.Call
		case *ast.RangeStmt:
			s.bodies[n.For] = outer
			s.ranges[n.For] = n.X
		}
		return true
	})
}

func (s *symbols) add(at token.Pos, id string, generated bool) function {
	file, _ := s.relative(s.files.PositionFor(at, false).Filename)
	position := s.files.PositionFor(at, false)
	fn := function{Symbol: id, At: fmt.Sprintf("%s:%d:%d", file, position.Line, position.Column), Generated: generated}
	s.byPosition[at] = fn
	return fn
}

func (s *symbols) list(found *result) {
	for _, fn := range s.byPosition {
		found.functions[fn.Symbol] = fn
	}
}

// positionOf gives the place of a call; a range over a function calls it where it is named.
func (s *symbols) positionOf(site ssa.CallInstruction) token.Pos {
	if site.Pos().IsValid() {
		return site.Pos()
	}
	for _, arg := range site.Common().Args {
		if made, ok := arg.(*ssa.MakeClosure); ok {
			arg = made.Fn
		}
		if fn, ok := arg.(*ssa.Function); ok {
			if over := s.ranges[fn.Pos()]; over != nil {
				return nameOf(over)
			}
		}
	}
	return token.NoPos
}

// site is where people look for a call: at the last name of what is called.
func (s *symbols) site(at token.Pos) string {
	if call := s.calls[at]; call != nil {
		at = nameOf(call.Fun)
	}
	position := s.files.PositionFor(at, false)
	path, _ := s.relative(position.Filename)
	return fmt.Sprintf("%s:%d:%d", path, position.Line, position.Column)
}

func nameOf(e ast.Expr) token.Pos {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return nameOf(e.X)
	case *ast.StarExpr:
		return nameOf(e.X)
	case *ast.SelectorExpr:
		return e.Sel.Pos()
	case *ast.IndexExpr:
		return nameOf(e.X)
	case *ast.IndexListExpr:
		return nameOf(e.X)
	case *ast.CallExpr:
		return nameOf(e.Fun)
	default:
		return e.Pos()
	}
}

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.ParenExpr:
		return typeName(e.X)
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.IndexListExpr:
		return typeName(e.X)
	case *ast.Ident:
		return e.Name
	default:
		return "?"
	}
}
