// N-API addon: ATen (libtorch) kernels for a TensorFlow.js KernelBackend.
// Tensors live here (integer handles); TypeScript side registers tfjs kernels that call these functions.
#include <node_api.h>
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/record_function.h>
#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>
#include <array>
#include <atomic>
#include <cmath>
#include <map>
#include <vector>
#include <string>
#include <cstring>
#include <dlfcn.h>
using at::Tensor;
typedef std::vector<int64_t> IL;
// Never freed: a card's driver may be gone before the destructors of static tensors run.
static std::vector<Tensor>& table = *new std::vector<Tensor>;  static std::vector<int32_t> freeIds;
static c10::Device dev(c10::kCPU);
// Off the CPU, and on it when a test asks: no hand-written loops over host memory, ATen calls alone.
static bool portable = false;
// What crosses between JavaScript (host memory) and the backend's tensors. Nothing else may: `hidden` counts, while an
// audit is on, the copies between devices and the scalars fetched that an ATen call makes by itself.
static struct { double up = 0, upBytes = 0, down = 0, downBytes = 0; } crossed;
static std::atomic<int64_t> hidden{0};
static thread_local bool crossing = false;
static at::CallbackHandle audited = 0;
struct Crossing { Crossing() { crossing = true; } ~Crossing() { crossing = false; } };
static int32_t put(Tensor t) {
  if (!t.is_contiguous()) t = t.contiguous();
  if (!freeIds.empty()) { int32_t i = freeIds.back(); freeIds.pop_back(); table[i] = std::move(t); return i; }
  table.push_back(std::move(t)); return (int32_t)table.size() - 1;
}
struct A {  // argument reader
  napi_env env; size_t n = 16; napi_value v[16];
  A(napi_env e, napi_callback_info info) : env(e) { napi_get_cb_info(e, info, &n, v, nullptr, nullptr); }
  int64_t I(int i) { int64_t x = 0; napi_get_value_int64(env, v[i], &x); return x; }
  double D(int i) { double x = 0; napi_get_value_double(env, v[i], &x); return x; }
  bool B(int i) { bool x = false; napi_get_value_bool(env, v[i], &x); return x; }
  const Tensor& T(int i) { int32_t x = 0; napi_get_value_int32(env, v[i], &x); return table[x]; }
  IL L(int i) { uint32_t len = 0; napi_get_array_length(env, v[i], &len); IL r(len); for (uint32_t k = 0; k < len; k++) { napi_value e; napi_get_element(env, v[i], k, &e); napi_get_value_int64(env, e, &r[k]); } return r; }
  std::vector<Tensor> TL(int i) { std::vector<Tensor> r; for (auto x : L(i)) r.push_back(table[x]); return r; }
  std::string S(int i) { char b[256]; size_t l; napi_get_value_string_utf8(env, v[i], b, 256, &l); return std::string(b, l); }
};
static napi_value num(napi_env env, double x) { napi_value r; napi_create_double(env, x, &r); return r; }
static napi_value ids(napi_env env, const std::vector<int32_t>& v) { napi_value r; napi_create_array_with_length(env, v.size(), &r); for (size_t i = 0; i < v.size(); i++) { napi_value e; napi_create_int32(env, v[i], &e); napi_set_element(env, r, i, e); } return r; }
static napi_value fail(napi_env env, const char* m) { napi_throw_error(env, nullptr, m); return nullptr; }
static std::string firstLine(const std::string& s) { return s.substr(0, s.find('\n')); }
/** Inside of a catch: the exception as a JavaScript error of one plain sentence. */
static napi_value report(napi_env env) {
  std::string text; bool memory = false;
  try { throw; }
  catch (const c10::OutOfMemoryError& e) { text = firstLine(e.what_without_backtrace()); memory = true; }
  catch (const c10::Error& e) { text = firstLine(e.what_without_backtrace()); }
  catch (const std::exception& e) { text = firstLine(e.what()); }
  memory = memory || text.find("out of memory") != std::string::npos || text.find("allocate memory") != std::string::npos;
  if (memory) text = std::string("out of memory on the ") + (dev.is_cuda() ? "card" : "host") + ": expected room for the next tensor; use smaller crops, a smaller width or bf16 (" + text + ")";
  return fail(env, ("backend torch: " + text).c_str());
}
#define FN(name) static Tensor k_##name(A& a); static napi_value name(napi_env env, napi_callback_info info) { try { c10::InferenceMode g; A a(env, info); napi_value r; napi_create_int32(env, put(k_##name(a)), &r); return r; } catch (...) { return report(env); } } static Tensor k_##name(A& a)
static Tensor f32(const Tensor& t) { return t.scalar_type() == at::kFloat ? t : t.to(at::kFloat); }

// ---------- conv (NHWC tensors, HWIO filters) ----------
static bool bf16 = false;   // convolutions in bfloat16 (fp32 in and out)
static Tensor lo(const Tensor& t) { return bf16 ? t.to(at::kBFloat16) : t; }
static Tensor hi(const Tensor& t) { return bf16 ? t.to(at::kFloat) : t; }
struct CP { int64_t sh, sw, t, b, l, r; bool sym() const { return t == b && l == r; } };
static CP cp(const IL& p) { return {p[0], p[1], p[2], p[3], p[4], p[5]}; }
static Tensor nchw(const Tensor& x) { return x.permute({0, 3, 1, 2}); }
static Tensor nhwc(const Tensor& y) { return y.permute({0, 2, 3, 1}).contiguous(); }
static Tensor oihw(const Tensor& w) { return w.permute({3, 2, 0, 1}).contiguous(at::MemoryFormat::ChannelsLast); }
// On the CPU in fp32, convolutions with enough channels on both sides are im2col and one sgemm a block of output rows:
// NHWC makes every kernel row one memcpy, and HWIO weights are the matrix as they stand, so nothing is transposed.
// oneDNN spends as long on reordering weights as on the convolution at these sizes. It keeps the rest (3-channel ends).
#ifdef SGEMM  // build.sh links a BLAS; build_cuda.sh does not and leaves all convolutions to torch
extern "C" void sgemm_(const char*, const char*, const int*, const int*, const int*, const float*, const float*, const int*, const float*, const int*, const float*, float*, const int*);
static void gemm(char ta, char tb, int m, int n, int k, const float* A, int lda, const float* B, int ldb, float beta, float* C, int ldc) {
  float one = 1; sgemm_(&ta, &tb, &m, &n, &k, &one, A, &lda, B, &ldb, &beta, C, &ldc);
}
static bool viaGemm(const Tensor&, int64_t c, int64_t o) { return !portable && !bf16 && c >= 16 && o >= 16; }
#else
static void gemm(char, char, int, int, int, const float*, int, const float*, int, float, float*, int) {}
static bool viaGemm(const Tensor&, int64_t, int64_t) { return false; }
#endif
struct Geo {  // a valid convolution of an already padded input
  int64_t N, H, W, C, KH, KW, O, OH, OW, sh, sw, K, rows;
  Geo(at::IntArrayRef x, at::IntArrayRef w, const CP& p) : N(x[0]), H(x[1]), W(x[2]), C(x[3]), KH(w[0]), KW(w[1]), O(w[3]), OH((H - KH) / p.sh + 1), OW((W - KW) / p.sw + 1), sh(p.sh), sw(p.sw), K(KH * KW * C), rows(std::max<int64_t>(1, 192 / OW)) {}
  template <class F> void blocks(F f) const { for (int64_t n = 0; n < N; n++) for (int64_t y = 0; y < OH; y += rows) f(n, y, std::min(rows, OH - y)); }
};
static std::vector<float> scratch;
static float* columns(const Geo& g) { size_t need = g.rows * g.OW * g.K; if (scratch.size() < need) scratch.resize(need); return scratch.data(); }
static void im2col(const Geo& g, const float* x, int64_t n, int64_t y, int64_t r, float* c) {
  for (int64_t i = 0; i < r; i++) for (int64_t j = 0; j < g.OW; j++) for (int64_t k = 0; k < g.KH; k++, c += g.KW * g.C)
    std::memcpy(c, x + ((n * g.H + (y + i) * g.sh + k) * g.W + j * g.sw) * g.C, g.KW * g.C * sizeof(float));
}
static Tensor padded(const Tensor& x, const CP& p) { return p.t | p.b | p.l | p.r ? at::constant_pad_nd(x, {0, 0, p.l, p.r, p.t, p.b}, 0) : x; }

FN(conv2d) {
  auto p = cp(a.L(2)); Tensor x = a.T(0); const Tensor& w = a.T(1);
  if (viaGemm(x, w.size(2), w.size(3))) {
    x = padded(x, p); Geo g(x.sizes(), w.sizes(), p); Tensor out = at::empty({g.N, g.OH, g.OW, g.O}, x.options());
    const float *xp = x.data_ptr<float>(), *wp = w.data_ptr<float>(); float *yp = out.data_ptr<float>(), *c = columns(g);
    g.blocks([&](int64_t n, int64_t y, int64_t r) { im2col(g, xp, n, y, r, c); gemm('N', 'N', g.O, r * g.OW, g.K, wp, g.O, c, g.K, 0, yp + (n * g.OH + y) * g.OW * g.O, g.O); });
    return out;
  }
  IL pad = {p.t, p.l};
  if (!p.sym()) { x = padded(x, p); pad = {0, 0}; }
  return nhwc(hi(at::convolution(lo(nchw(x)), lo(oihw(w)), {}, {p.sh, p.sw}, pad, {1, 1}, false, {0, 0}, 1)));
}
FN(conv2dBackInput) {  // dy, w, params, inShape
  auto p = cp(a.L(2)); IL s = a.L(3); const Tensor &dy = a.T(0), &w = a.T(1); int64_t H = s[1] + p.t + p.b, W = s[2] + p.l + p.r;
  if (viaGemm(dy, s[3], w.size(3))) {
    Tensor x = at::zeros({s[0], H, W, s[3]}, dy.options()); Geo g(x.sizes(), w.sizes(), p);
    const float *gp = dy.data_ptr<float>(), *wp = w.data_ptr<float>(); float *xp = x.data_ptr<float>(), *cols = columns(g);
    g.blocks([&](int64_t n, int64_t y, int64_t r) {
      gemm('T', 'N', g.K, r * g.OW, g.O, wp, g.O, gp + (n * g.OH + y) * g.OW * g.O, g.O, 0, cols, g.K);
      const float* c = cols;
      for (int64_t i = 0; i < r; i++) for (int64_t j = 0; j < g.OW; j++) for (int64_t k = 0; k < g.KH; k++, c += g.KW * g.C) {
        float* d = xp + ((n * g.H + (y + i) * g.sh + k) * g.W + j * g.sw) * g.C;
        for (int64_t q = 0; q < g.KW * g.C; q++) d[q] += c[q];
      }
    });
    return x.slice(1, p.t, p.t + s[1]).slice(2, p.l, p.l + s[2]).contiguous();
  }
  IL pad = {p.t, p.l};
  if (p.sym()) { H = s[1]; W = s[2]; } else pad = {0, 0};
  Tensor x = at::empty({s[0], H, W, s[3]}, bf16 ? dy.options().dtype(at::kBFloat16) : dy.options());
  auto r = at::convolution_backward(lo(nchw(dy)), nchw(x), lo(oihw(w)), at::OptionalIntArrayRef(), {p.sh, p.sw}, pad, {1, 1}, false, {0, 0}, 1, {true, false, false});
  Tensor dx = hi(std::get<0>(r)).permute({0, 2, 3, 1});
  if (!p.sym()) dx = dx.slice(1, p.t, p.t + s[1]).slice(2, p.l, p.l + s[2]);
  return dx.contiguous();
}
FN(conv2dBackFilter) {  // x, dy, params, filterShape
  auto p = cp(a.L(2)); IL s = a.L(3); Tensor x = a.T(0); const Tensor& dy = a.T(1);
  if (viaGemm(x, s[2], s[3])) {
    x = padded(x, p); Geo g(x.sizes(), s, p); Tensor w = at::empty(s, x.options());
    const float *xp = x.data_ptr<float>(), *gp = dy.data_ptr<float>(); float *wp = w.data_ptr<float>(), *c = columns(g); float beta = 0;
    g.blocks([&](int64_t n, int64_t y, int64_t r) { im2col(g, xp, n, y, r, c); gemm('N', 'T', g.O, g.K, r * g.OW, gp + (n * g.OH + y) * g.OW * g.O, g.O, c, g.K, beta, wp, g.O); beta = 1; });
    return w;
  }
  IL pad = {p.t, p.l};
  if (!p.sym()) { x = padded(x, p); pad = {0, 0}; }
  Tensor w = at::empty({s[3], s[2], s[0], s[1]}, (bf16 ? x.options().dtype(at::kBFloat16) : x.options()).memory_format(at::MemoryFormat::ChannelsLast));
  auto r = at::convolution_backward(lo(nchw(dy)), lo(nchw(x)), w, at::OptionalIntArrayRef(), {p.sh, p.sw}, pad, {1, 1}, false, {0, 0}, 1, {false, true, false});
  return hi(std::get<1>(r)).permute({2, 3, 1, 0}).contiguous();
}
// ---------- elementwise ----------
FN(binary) {
  std::string o = a.S(0); const Tensor &x = a.T(1), &y = a.T(2);
  switch (o[0]) {
    case 'a': if (o == "add") return at::add(x, y); if (o == "and") return at::logical_and(x, y); break;
    case 's': if (o == "sub") return at::sub(x, y); if (o == "sqdiff") { Tensor d = at::sub(x, y); return d.mul_(d); } break;
    case 'm': if (o == "mul") return at::mul(x, y); if (o == "max") return at::maximum(x, y); if (o == "min") return at::minimum(x, y); if (o == "mod") return at::remainder(x, y); break;
    case 'd': return at::div(x, y);
    case 'f': return at::floor_divide(x, y);
    case 'p': if (o == "pow") return at::pow(x, y); if (o == "prelu") return at::where(x.lt(0), x * y, x); break;
    case 'g': return o == "gt" ? at::gt(x, y) : at::ge(x, y);
    case 'l': return o == "lt" ? at::lt(x, y) : at::le(x, y);
    case 'e': return at::eq(x, y);
    case 'n': return at::ne(x, y);
    case 'o': return at::logical_or(x, y);
  }
  throw std::runtime_error("binary " + o);
}
FN(unary) {
  std::string o = a.S(0); const Tensor& x = a.T(1);
  if (o == "relu") return at::relu(x);
  if (o == "lrelu") return at::leaky_relu(x, a.D(2));
  if (o == "step") { Tensor r = x.gt(0).to(x.scalar_type()); double al = a.D(2); if (al != 0) r = at::where(x.gt(0), at::ones({}, x.options()), at::full({}, al, x.options())); return r; }
  if (o == "tanh") return at::tanh(f32(x));
  if (o == "abs") return at::abs(x);
  if (o == "neg") return at::neg(x);
  if (o == "sign") return at::sign(x);
  if (o == "exp") return at::exp(f32(x));
  if (o == "log") return at::log(f32(x));
  if (o == "log1p") return at::log1p(f32(x));
  if (o == "sqrt") return at::sqrt(f32(x));
  if (o == "rsqrt") return at::rsqrt(f32(x));
  if (o == "square") return at::mul(x, x);
  if (o == "sigmoid") return at::sigmoid(f32(x));
  if (o == "softplus") return at::softplus(f32(x));
  if (o == "reciprocal") return at::reciprocal(f32(x));
  if (o == "not") return at::logical_not(x);
  if (o == "isnan") return at::isnan(x);
  if (o == "isfinite") return at::isfinite(x);
  if (o == "floor") return at::floor(x);
  if (o == "round") return at::round(x);
  if (o == "elu") return at::elu(x);
  if (o == "zeros") return at::zeros_like(x);
  if (o == "ones") return at::ones_like(x);
  if (o == "alias") return x.view(x.sizes());
  throw std::runtime_error("unary " + o);
}
FN(clip) { return at::clamp(a.T(0), a.D(1), a.D(2)); }
FN(select) { Tensor c = a.T(0).to(at::kBool); const Tensor &x = a.T(1), &y = a.T(2); while (c.dim() < x.dim()) c = c.unsqueeze(-1); return at::where(c, x, y); }
FN(addn) { auto l = a.TL(0); Tensor r = at::add(l[0], l.size() > 1 ? l[1] : at::zeros_like(l[0])); for (size_t i = 2; i < l.size(); i++) r.add_(l[i]); return r; }
static at::ScalarType st(int64_t d) { return d == 0 ? at::kFloat : d == 1 ? at::kInt : at::kBool; }
FN(cast) { Tensor t = a.T(0); auto s = st(a.I(1)); if (s == at::kBool) return t.ne(0); return t.to(s); }
FN(fill) { return at::full(a.L(0), a.D(1), at::TensorOptions().dtype(st(a.I(2))).device(dev)); }
// ---------- reductions ----------
FN(reduce) {
  std::string o = a.S(0); const Tensor& x = a.T(1); IL ax = a.L(2); bool k = a.B(3);
  if (ax.empty()) return x;
  if (o == "sum") return at::sum(x, ax, k, x.scalar_type() == at::kBool ? at::kInt : x.scalar_type());
  if (o == "mean") return at::mean(f32(x), ax, k);
  if (o == "max") return at::amax(x, ax, k);
  if (o == "min") return at::amin(x, ax, k);
  throw std::runtime_error("reduce " + o);
}
// ---------- layout ----------
FN(reshape) { return a.T(0).view(a.L(1)); }
FN(transpose) { return a.T(0).permute(a.L(1)).contiguous(); }
FN(slice) { Tensor t = a.T(0); IL b = a.L(1), s = a.L(2); for (size_t i = 0; i < b.size(); i++) t = t.narrow(i, b[i], s[i]); return t.clone(at::MemoryFormat::Contiguous); }
FN(concat) { return at::cat(a.TL(0), a.I(1)); }
FN(stack) { return at::stack(a.TL(0), a.I(1)); }
FN(padv2) { IL p = a.L(1), r; for (int i = (int)p.size() / 2 - 1; i >= 0; i--) { r.push_back(p[2 * i]); r.push_back(p[2 * i + 1]); } return at::constant_pad_nd(a.T(0), r, a.D(2)); }
static inline int64_t refl(int64_t i, int64_t n) { return i < 0 ? -i : i >= n ? 2 * n - 2 - i : i; }
// What row or column of the picture each padded one shows; on the device, made once a size.
static const Tensor& mirrored(int64_t n, int64_t before, int64_t after) {
  static auto& made = *new std::map<std::array<int64_t, 3>, Tensor>;
  Tensor& t = made[{n, before, after}];
  if (!t.defined()) {
    Tensor host = at::empty({n + before + after}, at::TensorOptions().dtype(at::kLong));
    for (int64_t i = 0; i < host.numel(); i++) host.data_ptr<int64_t>()[i] = refl(i - before, n);
    Crossing c; t = host.to(dev); crossed.up++; crossed.upBytes += t.nbytes();
  }
  return t;
}
// Adds mirrored borders back along an axis, in a fixed order: torch's own kernel adds atomically, in none.
static Tensor folded(const Tensor& dy, int64_t axis, int64_t before, int64_t after, int64_t n) {
  Tensor dx = dy.narrow(axis, before, n).clone(at::MemoryFormat::Contiguous);
  if (before) dx.narrow(axis, 1, before).add_(dy.narrow(axis, 0, before).flip({axis}));
  if (after) dx.narrow(axis, n - 1 - after, after).add_(dy.narrow(axis, before + n, after).flip({axis}));
  return dx;
}
FN(reflectPad) {  // t,b,l,r
  auto p = a.L(1); const Tensor& x = a.T(0); int64_t N = x.size(0), H = x.size(1), W = x.size(2), C = x.size(3), OH = H + p[0] + p[1], OW = W + p[2] + p[3];
  if (portable) return x.index_select(1, mirrored(H, p[0], p[1])).index_select(2, mirrored(W, p[2], p[3]));
  Tensor y = at::empty({N, OH, OW, C}, x.options()); const float* xp = x.data_ptr<float>(); float* yp = y.data_ptr<float>();
  at::parallel_for(0, N * OH, 8, [&](int64_t s, int64_t e) { for (int64_t r = s; r < e; r++) {
    int64_t n = r / OH, i = refl(r % OH - p[0], H); const float* xr = xp + ((n * H + i) * W) * C; float* yr = yp + r * OW * C;
    std::memcpy(yr + p[2] * C, xr, W * C * sizeof(float));
    for (int64_t j = 0; j < p[2]; j++) std::memcpy(yr + j * C, xr + refl(j - p[2], W) * C, C * sizeof(float));
    for (int64_t j = 0; j < p[3]; j++) std::memcpy(yr + (p[2] + W + j) * C, xr + refl(W + j, W) * C, C * sizeof(float));
  } });
  return y;
}
FN(reflectPadGrad) {
  auto p = a.L(1); IL s = a.L(2); const Tensor& dy = a.T(0); int64_t N = s[0], H = s[1], W = s[2], C = s[3], OH = H + p[0] + p[1], OW = W + p[2] + p[3];
  if (portable) return folded(folded(dy, 1, p[0], p[1], H), 2, p[2], p[3], W);
  Tensor dx = at::empty(s, dy.options()); const float* gp = dy.data_ptr<float>(); float* xp = dx.data_ptr<float>();
  std::vector<std::vector<int64_t>> src(H); for (int64_t r = 0; r < OH; r++) src[refl(r - p[0], H)].push_back(r);
  at::parallel_for(0, N * H, 8, [&](int64_t b, int64_t e) { for (int64_t r = b; r < e; r++) {
    int64_t n = r / H, i = r % H; float* xr = xp + r * W * C; bool first = true;
    for (int64_t q : src[i]) { const float* g = gp + ((n * OH + q) * OW) * C;
      if (first) std::memcpy(xr, g + p[2] * C, W * C * sizeof(float)); else { const float* gg = g + p[2] * C; for (int64_t k = 0; k < W * C; k++) xr[k] += gg[k]; }
      first = false;
      for (int64_t j = 0; j < p[2]; j++) { float* d = xr + refl(j - p[2], W) * C; for (int64_t c = 0; c < C; c++) d[c] += g[j * C + c]; }
      for (int64_t j = 0; j < p[3]; j++) { float* d = xr + refl(W + j, W) * C; for (int64_t c = 0; c < C; c++) d[c] += g[(p[2] + W + j) * C + c]; } }
  } });
  return dx;
}
FN(tile) { return a.T(0).repeat(a.L(1)); }
FN(reverse) { return at::flip(a.T(0), a.L(1)); }
FN(matmul) { Tensor x = a.T(0), y = a.T(1); if (a.B(2)) x = x.transpose(-1, -2); if (a.B(3)) y = y.transpose(-1, -2); return at::matmul(x, y); }
// ---------- fused training helpers (optional kernels; TS code falls back to composed ops elsewhere) ----------
// Instance norm of one picture is batch norm in training; of several, ATen has none in channels-last: composed here.
static napi_value instNorm(napi_env env, napi_callback_info info) {  // x,gamma,beta,eps: y, mean, invstd
  try { c10::InferenceMode g; A a(env, info); const Tensor &x = a.T(0), &gamma = a.T(1), &beta = a.T(2);
    if (x.size(0) == 1) {
      auto r = at::native_batch_norm(nchw(x), gamma, beta, {}, {}, true, 0.0, a.D(3));
      return ids(env, {put(nhwc(std::get<0>(r))), put(std::get<1>(r)), put(std::get<2>(r))});
    }
    IL plane = {1, 2}, nc = {x.size(0), x.size(3)};
    auto r = at::var_mean(x, at::IntArrayRef(plane), false, true);
    const Tensor& mean = std::get<1>(r); Tensor invstd = std::get<0>(r).add_(a.D(3)).rsqrt_(), k = invstd * gamma;
    Tensor y = at::addcmul(beta - mean * k, x, k);
    return ids(env, {put(y), put(mean.reshape(nc)), put(invstd.reshape(nc))});
  } catch (...) { return report(env); }
}
static napi_value instNormGrad(napi_env env, napi_callback_info info) {  // dy,x,gamma,mean,invstd,eps: dx, dgamma, dbeta
  try { c10::InferenceMode g; A a(env, info); const Tensor &dy = a.T(0), &x = a.T(1), &gamma = a.T(2);
    if (x.size(0) == 1) {
      auto r = at::native_batch_norm_backward(nchw(dy), nchw(x), gamma, {}, {}, a.T(3), a.T(4), true, a.D(5), {true, true, true});
      return ids(env, {put(nhwc(std::get<0>(r))), put(std::get<1>(r)), put(std::get<2>(r))});
    }
    IL plane = {1, 2}, each = {x.size(0), 1, 1, x.size(3)}; double area = x.size(1) * x.size(2);
    Tensor mean = a.T(3).view(each), invstd = a.T(4).view(each), k = invstd * gamma;
    Tensor xhat = at::addcmul(-mean * invstd, x, invstd);
    Tensor sum = dy.sum(plane, true), product = (dy * xhat).sum(plane, true);
    Tensor dx = at::addcmul(k * sum / -area, dy, k).addcmul_(xhat, k * product / area, -1);
    IL rest = {0, 1, 2};
    return ids(env, {put(dx), put(product.sum(rest)), put(sum.sum(rest))});
  } catch (...) { return report(env); }
}
FN(reluGrad) { return at::threshold_backward(a.T(0), a.T(1), 0); }            // dy, y
FN(lreluGrad) { return at::leaky_relu_backward(a.T(0), a.T(1), a.D(2), false); }
// Scalars may be shared (write, below): nothing is changed in place on one.
static Tensor owned(const Tensor& t) { if (t.dim() == 0) throw std::runtime_error("expected a tensor of its own to change in place, got a scalar"); return t; }
static napi_value adam(napi_env env, napi_callback_info info) {  // lists p, m, v, g; lr, b1, b2, eps, step: in place on p, m, v
  try { c10::InferenceMode guard; A a(env, info); std::vector<Tensor> p = a.TL(0), m = a.TL(1), v = a.TL(2), g = a.TL(3);
    for (auto* list : {&p, &m, &v}) for (auto& t : *list) owned(t);
    double lr = a.D(4), b1 = a.D(5), b2 = a.D(6), eps = a.D(7), s = a.D(8), c1 = 1 - std::pow(b1, s), c2 = 1 - std::pow(b2, s);
    if (p.empty()) return nullptr;
    // On a card each of these is a launch for many tensors.
    at::_foreach_mul_(m, b1); at::_foreach_add_(m, g, 1 - b1);
    at::_foreach_mul_(v, b2); at::_foreach_addcmul_(v, g, g, 1 - b2);
    std::vector<Tensor> spread = at::_foreach_div(v, c2);
    at::_foreach_sqrt_(spread); at::_foreach_add_(spread, eps);
    at::_foreach_addcdiv_(p, m, spread, -lr / c1);
    return nullptr; } catch (...) { return report(env); }
}
FN(lerp) { Tensor p = owned(a.T(0)); p.lerp_(a.T(1), a.D(2)); return p.view(p.sizes()); }  // in place: p + (q - p) * t
// ---------- storage ----------
static std::unique_ptr<at::ObserverContext> observe(const at::RecordFunction& f) {
  if (crossing) return nullptr;
  std::string name = f.name();
  if (name == "aten::_local_scalar_dense") hidden++;
  if (name == "aten::copy_" && f.inputs().size() > 1 && f.inputs()[0].isTensor() && f.inputs()[1].isTensor() && f.inputs()[0].toTensor().device() != f.inputs()[1].toTensor().device()) hidden++;
  return nullptr;
}
static napi_value audit(napi_env env, napi_callback_info info) {
  A a(env, info); bool on = a.B(0);
  if (on && !audited) audited = at::addGlobalCallback(at::RecordFunctionCallback(observe).needsInputs(true).scopes({at::RecordScope::FUNCTION}));
  if (!on && audited) { at::removeCallback(audited); audited = 0; }
  return nullptr;
}
static napi_value copies(napi_env env, napi_callback_info) {
  double all[] = {crossed.up, crossed.upBytes, crossed.down, crossed.downBytes, (double)hidden.load()};
  napi_value r; napi_create_array_with_length(env, 5, &r);
  for (int i = 0; i < 5; i++) napi_set_element(env, r, i, num(env, all[i]));
  return r;
}
static napi_value write(napi_env env, napi_callback_info info) {  // typedarray, shape, dtype
  try { c10::InferenceMode g; Crossing c; A a(env, info); napi_typedarray_type ty; size_t len; void* d; napi_get_typedarray_info(env, a.v[0], &ty, &len, &d, nullptr, nullptr);
    IL shape = a.L(1); auto dtype = st(a.I(2)); auto host = at::TensorOptions().dtype(dtype); Tensor t;
    napi_value r;
    if (shape.empty() && len == 1 && dtype == at::kFloat) {  // a constant of the graph: filled in on the device once, then shared
      static auto& constants = *new std::map<uint32_t, Tensor>; uint32_t bits; std::memcpy(&bits, d, 4);
      if (constants.size() > 4096) constants.clear();
      Tensor& known = constants[bits];
      if (!known.defined()) known = at::full({}, *(const float*)d, host.device(dev));
      napi_create_int32(env, put(known), &r); return r;
    }
    t = at::empty(shape, dev.is_cuda() ? host.pinned_memory(true) : host);
    if ((size_t)t.numel() != len) return fail(env, "write: size mismatch");
    if (len) std::memcpy(t.data_ptr(), d, t.nbytes());
    crossed.up++; crossed.upBytes += t.nbytes();
    // Pinned, so that the copy runs beside the kernels; torch keeps the buffer until it is done.
    if (!dev.is_cpu()) t = t.to(dev, t.scalar_type(), true);
    napi_create_int32(env, put(t), &r); return r; } catch (...) { return report(env); }
}
static napi_value read(napi_env env, napi_callback_info info) {
  try { c10::InferenceMode g; Crossing c; A a(env, info); const Tensor& t = a.T(0); void* d; napi_value ab, ta; napi_create_arraybuffer(env, t.nbytes(), &d, &ab);
    if (t.numel()) at::from_blob(d, t.sizes(), at::TensorOptions().dtype(t.scalar_type())).copy_(t);
    crossed.down++; crossed.downBytes += t.nbytes();
    auto ty = t.scalar_type() == at::kFloat ? napi_float32_array : t.scalar_type() == at::kInt ? napi_int32_array : napi_uint8_array;
    napi_create_typedarray(env, ty, t.numel(), ab, 0, &ta); return ta; } catch (...) { return report(env); }
}
static napi_value dispose(napi_env env, napi_callback_info info) { A a(env, info); int64_t i = a.I(0); table[i] = Tensor(); freeIds.push_back(i); return nullptr; }
static napi_value threads(napi_env env, napi_callback_info info) { A a(env, info); if (a.n) { at::set_num_threads(a.I(0)); if (auto f = (void (*)(int))dlsym(RTLD_DEFAULT, "openblas_set_num_threads")) f(a.I(0)); } return num(env, at::get_num_threads()); }
static napi_value precision(napi_env env, napi_callback_info info) {  // fp32, tf32 or bf16: of convolutions; the rest stays fp32
  try { A a(env, info); std::string p = a.S(0); bf16 = p == "bf16";
    at::globalContext().setAllowTF32CuDNN(p == "tf32"); at::globalContext().setAllowTF32CuBLAS(false); return nullptr; } catch (...) { return report(env); }
}
static napi_value usePortable(napi_env env, napi_callback_info info) { A a(env, info); portable = a.B(0) || !dev.is_cpu(); return nullptr; }
static napi_value useCuda(napi_env env, napi_callback_info info) {  // deterministic?
  try { A a(env, info); bool fixed = a.B(0);
#ifndef CUDA_BUILD
    return fail(env, "backend torch-cuda: expected the addon built against a CUDA torch, got one built for the CPU; run sh native/build_cuda.sh");
#endif
    if (!at::hasCUDA()) return fail(env, "backend torch-cuda: expected a CUDA device, but torch sees none (no NVIDIA card, no driver, or one too old for this torch; see nvidia-smi)");
    dev = c10::Device(c10::kCUDA, 0); portable = true;
    // Fixed algorithms: a resumed run equals an uninterrupted one. Chosen by trial they may be faster, and differ.
    at::globalContext().setDeterministicCuDNN(fixed); at::globalContext().setBenchmarkCuDNN(!fixed);
    at::empty({1}, at::TensorOptions().device(dev)).zero_();  // a card that this torch has no kernels for fails here
    return nullptr; } catch (...) { return report(env); }
}
static napi_value about(napi_env env, napi_callback_info) {
#ifndef TORCH_BUILT
#define TORCH_BUILT "libtorch"
#endif
  napi_value r; napi_create_string_utf8(env, TORCH_BUILT, NAPI_AUTO_LENGTH, &r); return r;
}

#include <malloc.h>
NAPI_MODULE_INIT() {
  mallopt(M_MMAP_THRESHOLD, 1 << 30); mallopt(M_TRIM_THRESHOLD, 0x7fffffff); mallopt(M_TOP_PAD, 64 << 20);  // keep activations' pages: no refaulting

#define X(f) { napi_value v; napi_create_function(env, #f, NAPI_AUTO_LENGTH, f, nullptr, &v); napi_set_named_property(env, exports, #f, v); }
  X(conv2d) X(conv2dBackInput) X(conv2dBackFilter) X(binary) X(unary) X(clip) X(select) X(addn) X(cast) X(fill) X(reduce) X(reshape) X(transpose) X(slice) X(concat) X(stack) X(padv2) X(reflectPad) X(reflectPadGrad) X(tile) X(reverse) X(matmul)
  X(instNorm) X(instNormGrad) X(reluGrad) X(lreluGrad) X(adam) X(lerp) X(write) X(read) X(dispose) X(threads) X(useCuda) X(usePortable) X(precision) X(audit) X(copies) X(about)
  return exports;
}
