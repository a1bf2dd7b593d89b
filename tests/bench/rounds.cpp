#include "tests/bench/rounds.h"

#include <algorithm>

namespace workbench::bench {

double quantile(std::vector<double> values, double part)
{
    std::sort(values.begin(), values.end());
    const double place = part * static_cast<double>(values.size() - 1);
    const auto lower = static_cast<std::size_t>(place);
    const std::size_t upper = std::min(lower + 1, values.size() - 1);
    const double weight = place - static_cast<double>(lower);
    return values.at(lower) * (1 - weight) + values.at(upper) * weight;
}

std::vector<double> ratios(const std::vector<double>& of, const std::vector<double>& to)
{
    std::vector<double> found;
    for (std::size_t i = 0; i < of.size(); ++i) {
        found.push_back(of.at(i) / to.at(i));
    }
    return found;
}

QByteArray quartileText(const std::vector<double>& values)
{
    return QByteArray::number(quantile(values, 0.5), 'f', 3) + " ["
        + QByteArray::number(quantile(values, 0.25), 'f', 3) + " .. "
        + QByteArray::number(quantile(values, 0.75), 'f', 3) + ']';
}

} // namespace workbench::bench
