//go:build !noasm

package kern

//go:generate sh -c "cd _asm && go run ./vec -out ../vec_amd64.s -stubs ../vec_stubs_amd64.go -pkg kern -table ../vec_table_amd64.go && gofmt -w ../vec_table_amd64.go"

func setVecLevel(l int) {
	switch l {
	case levelAVX512:
		vecs = [2][numOps]kernel{vecsF32AVX512, vecsF64AVX512}
	case levelAVX2:
		vecs = [2][numOps]kernel{vecsF32AVX2, vecsF64AVX2}
	default:
		vecs = [2][numOps]kernel{}
	}
}
