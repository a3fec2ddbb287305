#pragma once
#ifdef __cplusplus
extern "C" {
#endif
/// P(Z <= x) of the standard normal distribution; NAN where it is undefined.
double cdist_normal_cdf(double x);
#ifdef __cplusplus
}
#endif
