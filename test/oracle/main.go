// The call-graph oracle: writes the type checker's own call edges for a repository, as JSON with one entry a line.
//
//	go run . [-o file] [-algorithms vta,cha,rta] <repository>
//
// Only edges between functions of the repository's own modules are written, closures included; what a library calls back
// is listed apart. Symbols are those of Throughline's graph (graph/symbol.ts), so that the two can be compared.
package main

import (
	"flag"
	"fmt"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"
)

func main() {
	log.SetFlags(0)
	output := flag.String("o", "-", "file to write; - is standard output")
	algorithms := flag.String("algorithms", "vta", "comma-separated: vta always, cha and rta for interface calls")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: oracle [-o file] [-algorithms vta,cha,rta] <repository>")
	}
	root, err := filepath.EvalSymlinks(flag.Arg(0))
	if err == nil {
		root, err = filepath.Abs(root)
	}
	if err != nil {
		log.Fatal(err)
	}
	found := newResult()
	for _, module := range modulesOf(root) {
		if err := addModule(found, root, module, strings.Split(*algorithms, ",")); err != nil {
			log.Fatal(err)
		}
	}
	text, err := found.print()
	if err != nil {
		log.Fatal(err)
	}
	if *output == "-" {
		fmt.Print(text)
	} else if err := os.WriteFile(*output, []byte(text), 0o644); err != nil {
		log.Fatal(err)
	}
}

// modulesOf lists the folders with a go.mod, as the go command sees them.
func modulesOf(root string) []string {
	var folders []string
	_ = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && path != root && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") ||
			name == "vendor" || name == "node_modules" || name == "testdata") {
			return filepath.SkipDir
		}
		if name == "go.mod" {
			folders = append(folders, filepath.Dir(path))
		}
		return nil
	})
	return folders
}

// programsOf keeps to what is built: where there are main packages, these and what they import. What only tests import
// (mocks, helpers) would otherwise flow into every interface.
func programsOf(loaded []*packages.Package) []*packages.Package {
	var mains []*packages.Package
	for _, p := range loaded {
		if p.Name == "main" {
			mains = append(mains, p)
		}
	}
	if len(mains) == 0 {
		return loaded
	}
	return mains
}

func addModule(found *result, root, folder string, algorithms []string) error {
	config := &packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedDeps |
			packages.NeedTypes | packages.NeedSyntax | packages.NeedTypesInfo | packages.NeedTypesSizes | packages.NeedModule,
		Dir: folder,
	}
	loaded, err := packages.Load(config, "./...")
	if err != nil {
		return fmt.Errorf("%s: %w", folder, err)
	}
	for _, p := range loaded {
		for _, e := range p.Errors {
			found.trouble(root, fmt.Sprintf("%s: %s", p.PkgPath, e.Msg))
		}
	}
	loaded = programsOf(loaded)
	program, mains := ssautil.AllPackages(loaded, ssa.InstantiateGenerics)
	program.Build()
	symbols := newSymbols(root, program.Fset)
	packages.Visit(loaded, nil, func(p *packages.Package) { symbols.addPackage(p) })
	symbols.list(found)
	newCollector(program, symbols, found).collect(algorithms, mains)
	return nil
}
