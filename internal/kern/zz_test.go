package kern
import ("testing";"time";"fmt";"os";"strings")
func TestZZ(t *testing.T){
 if os.Getenv("ZZ")=="" {t.Skip()}
 n:=1024
 x,y:=make([]float32,n),make([]float32,n); x64,y64:=make([]float64,n),make([]float64,n)
 for i:=range x {x64[i]=float64(i%100)/50; x[i]=float32(x64[i])}
 for _,f:=range functions { if !strings.Contains(os.Getenv("ZZ"),f.name) {continue}
  b32,b64:=1e9,1e9
  for r:=0;r<3000;r++{ t0:=time.Now(); for k:=0;k<4;k++{f.f32(y,x)}; b32=min(b32,time.Since(t0).Seconds()); t0=time.Now(); for k:=0;k<4;k++{f.f64(y64,x64)}; b64=min(b64,time.Since(t0).Seconds()) }
  fmt.Printf("%-9s f32 %.3f f64 %.3f ns/el\n",f.name,b32*1e9/4/float64(n),b64*1e9/4/float64(n))
 }
}
