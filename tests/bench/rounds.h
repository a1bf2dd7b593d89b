#pragma once

#include <QByteArray>

#include <vector>

namespace workbench::bench {

/// The value below which the share `part` of `values` lies. `values`: at least one.
double quantile(std::vector<double> values, double part);

/// What one contestant used next to another in the same rounds, one value for each round.
std::vector<double> ratios(const std::vector<double>& of, const std::vector<double>& to);

/// "1.034 [1.020 .. 1.051]": the median with the quartiles.
QByteArray quartileText(const std::vector<double>& values);

} // namespace workbench::bench
