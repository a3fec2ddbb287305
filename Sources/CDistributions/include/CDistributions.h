#pragma once
#ifdef __cplusplus
extern "C" {
#endif
// Lower tails end in _cdf, upper tails in _sf (computed as such, so that small p-values keep their digits).
// Every function returns NAN where it is undefined and never throws.

/// P(Z <= x) of the standard normal distribution.
double cdist_normal_cdf(double x);
/// P(Z > x) of the standard normal distribution.
double cdist_normal_sf(double x);
/// x with P(Z <= x) = p.
double cdist_normal_quantile(double p);

/// P(T > x) of Student's t with df degrees of freedom.
double cdist_t_sf(double x, double df);
/// x with P(T <= x) = p.
double cdist_t_quantile(double p, double df);

/// P(X > x) of chi-square with df degrees of freedom.
double cdist_chisq_sf(double x, double df);

/// P(F <= x) of Fisher's F.
double cdist_f_cdf(double x, double df1, double df2);
/// P(F > x) of Fisher's F.
double cdist_f_sf(double x, double df1, double df2);

/// x with P(B <= x) = p of the beta distribution.
double cdist_beta_quantile(double p, double a, double b);

/// P(X <= k) of the binomial distribution.
double cdist_binomial_cdf(double k, double trials, double probability);
/// P(X > k) of the binomial distribution.
double cdist_binomial_sf(double k, double trials, double probability);
#ifdef __cplusplus
}
#endif
