// Reads what the journal gives away with the reference code of Go's checksum database, and with nothing of ours.
// What is sound is printed, with status 0. What that code refuses is named on standard error, with status 1.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	usage       = "reference note|checkpoint VKEY NOTE, leaf SALT EVENT, record VKEY PROOF LEAF, prefix VKEY OLD NEW HASHES, leaves VKEY FOLDER"
	proofHeader = "c2sp.org/tlog-proof@v1"
	treeHeader  = "go.sum database tree" // the one origin that ParseTree knows
	tileHeight  = 8
)

var (
	errProofFile = errors.New("malformed proof file")
	errOtherRoot = errors.New("the leaf hashes give another root")
)

var commands = map[string]struct {
	run   func([]string) (string, error)
	takes int
}{
	"note":       {noteText, 2},
	"checkpoint": {checkpointLine, 2},
	"leaf":       {leaf, 2},
	"record":     {record, 3},
	"prefix":     {prefix, 4},
	"leaves":     {leaves, 2},
}

func main() {
	if len(os.Args) < 2 || commands[os.Args[1]].takes != len(os.Args)-2 {
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
	told, err := commands[os.Args[1]].run(os.Args[2:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(1)
	}
	fmt.Print(told)
}

func noteText(args []string) (string, error) {
	opened, err := open(args[0], read(args[1]))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d verified, %d unknown\n%s", len(opened.Sigs), len(opened.UnverifiedSigs), opened.Text), nil
}

func checkpointLine(args []string) (string, error) {
	origin, tree, err := signedTree(args[0], read(args[1]))
	return fmt.Sprintf("%s %d %s\n", origin, tree.N, tree.Hash), err
}

// leaf gives the bytes that an entry's event and salt commit to.
func leaf(args []string) (string, error) {
	mac := hmac.New(sha256.New, read(args[0]))
	mac.Write(read(args[1]))
	return string(mac.Sum(nil)), nil
}

func record(args []string) (string, error) {
	index, hashes, checkpoint, err := proofFile(string(read(args[1])))
	if err != nil {
		return "", err
	}
	_, tree, err := signedTree(args[0], []byte(checkpoint))
	if err != nil {
		return "", err
	}
	err = tlog.CheckRecord(hashes, tree.N, tree.Hash, index, tlog.RecordHash(read(args[2])))
	return fmt.Sprintf("%d of %d\n", index, tree.N), err
}

func prefix(args []string) (string, error) {
	_, old, err := signedTree(args[0], read(args[1]))
	if err != nil {
		return "", err
	}
	_, grown, err := signedTree(args[0], read(args[2]))
	if err != nil {
		return "", err
	}
	hashes, err := parseHashes(strings.Fields(string(read(args[3]))))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d begins %d\n", old.N, grown.N), tlog.CheckTree(hashes, grown.N, grown.Hash, old.N, old.Hash)
}

// leaves reads every leaf hash of a mirror from its tiles, and grows the tree from them anew.
//
// The hash reader alone is not enough: that of x/mod 0.7 compares no tile with the one above it where several of the
// subtrees that make up the root lie in one tile (its last loop begins at the number of subtrees, not of tiles).
func leaves(args []string) (string, error) {
	_, tree, err := signedTree(args[0], read(filepath.Join(args[1], "checkpoint")))
	if err != nil {
		return "", err
	}
	places := make([]int64, tree.N)
	for n := range places {
		places[n] = tlog.StoredHashIndex(0, int64(n))
	}
	hashes, err := tlog.TileHashReader(tree, tileFolder(args[1])).ReadHashes(places)
	if err != nil {
		return "", err
	}
	var told strings.Builder
	for _, hash := range hashes {
		fmt.Fprintln(&told, hash)
	}
	return told.String(), checkRoot(hashes, tree)
}

func checkRoot(leaves []tlog.Hash, tree tlog.Tree) error {
	var grown storedHashes
	for n, leaf := range leaves {
		more, err := tlog.StoredHashesForRecordHash(int64(n), leaf, grown)
		if err != nil {
			return err
		}
		grown = append(grown, more...)
	}
	root, err := tlog.TreeHash(tree.N, grown)
	if err == nil && root != tree.Hash {
		err = errOtherRoot
	}
	return err
}

type storedHashes []tlog.Hash

func (stored storedHashes) ReadHashes(places []int64) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, place := range places {
		hashes = append(hashes, stored[place])
	}
	return hashes, nil
}

// signedTree is what a checkpoint says under the log's own signature; the origin must be the name of its key.
func signedTree(vkey string, message []byte) (string, tlog.Tree, error) {
	opened, err := open(vkey, message)
	if err != nil {
		return "", tlog.Tree{}, err
	}
	origin, rest, _ := strings.Cut(opened.Text, "\n")
	if origin != opened.Sigs[0].Name {
		return "", tlog.Tree{}, fmt.Errorf("the log %q is not %q", origin, opened.Sigs[0].Name)
	}
	tree, err := tlog.ParseTree([]byte(treeHeader + "\n" + rest))
	return origin, tree, err
}

func open(vkey string, message []byte) (*note.Note, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, err
	}
	return note.Open(message, note.VerifierList(verifier))
}

// proofFile takes a C2SP tlog-proof apart: header, index, hashes, an empty line, the checkpoint.
func proofFile(text string) (int64, []tlog.Hash, string, error) {
	head, checkpoint, found := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 2 || lines[0] != proofHeader || !strings.HasPrefix(lines[1], "index ") {
		return 0, nil, "", errProofFile
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return 0, nil, "", err
	}
	hashes, err := parseHashes(lines[2:])
	return index, hashes, checkpoint, err
}

func parseHashes(lines []string) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}

// A tileFolder is a folder with C2SP tiles; their paths are those of the checksum database without the height.
type tileFolder string

func (folder tileFolder) Height() int { return tileHeight }

func (folder tileFolder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var contents [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight), "tile/", 1)
		content, err := os.ReadFile(filepath.Join(string(folder), path))
		if err != nil {
			return nil, err
		}
		contents = append(contents, content)
	}
	return contents, nil
}

func (folder tileFolder) SaveTiles([]tlog.Tile, [][]byte) {}

// read gives a file's bytes. A file that is not there is a mistake of the caller, not a refusal.
func read(path string) []byte {
	content, err := os.ReadFile(path)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	return content
}
