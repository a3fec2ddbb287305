#include "CDistributions.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/complement.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

using namespace boost::math;

// Boost reports domain errors by exceptions; none may cross into Swift.
template <class Function>
static double guarded(Function function) noexcept {
  try {
    return function();
  } catch (...) {
    return NAN;
  }
}

extern "C" {
double cdist_normal_cdf(double x) {
  return guarded([&] { return cdf(normal(), x); });
}
double cdist_normal_sf(double x) {
  return guarded([&] { return cdf(complement(normal(), x)); });
}
double cdist_normal_quantile(double p) {
  return guarded([&] { return quantile(normal(), p); });
}
double cdist_t_sf(double x, double df) {
  return guarded([&] { return cdf(complement(students_t(df), x)); });
}
double cdist_t_quantile(double p, double df) {
  return guarded([&] { return quantile(students_t(df), p); });
}
double cdist_chisq_sf(double x, double df) {
  return guarded([&] { return cdf(complement(chi_squared(df), x)); });
}
double cdist_f_cdf(double x, double df1, double df2) {
  return guarded([&] { return cdf(fisher_f(df1, df2), x); });
}
double cdist_f_sf(double x, double df1, double df2) {
  return guarded([&] { return cdf(complement(fisher_f(df1, df2), x)); });
}
double cdist_beta_quantile(double p, double a, double b) {
  return guarded([&] { return quantile(beta_distribution<>(a, b), p); });
}
double cdist_binomial_cdf(double k, double trials, double probability) {
  return guarded([&] { return cdf(binomial(trials, probability), k); });
}
double cdist_binomial_sf(double k, double trials, double probability) {
  return guarded([&] { return cdf(complement(binomial(trials, probability), k)); });
}
}
