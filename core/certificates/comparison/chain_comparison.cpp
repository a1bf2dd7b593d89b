#include "core/base/openssl_errors.h"
#include "core/certificates/comparison/certificate_comparison.h"

#include <algorithm>

namespace workbench {
namespace {

using Certificates = QList<std::shared_ptr<X509>>;

bool sameSubject(const std::shared_ptr<X509>& left, const std::shared_ptr<X509>& right)
{
    return X509_NAME_cmp(X509_get_subject_name(left.get()), X509_get_subject_name(right.get()))
        == 0;
}

ComparedPair pairOf(const std::shared_ptr<X509>& left, const std::shared_ptr<X509>& right)
{
    ComparedPair pair {.left = left, .right = right};
    if (!left || !right) {
        pair.state = left ? ComparedState::OnlyLeft : ComparedState::OnlyRight;
        return pair;
    }
    pair.fields = compareCertificates(left.get(), right.get());
    pair.state
        = X509_cmp(left.get(), right.get()) == 0 ? ComparedState::Equal : ComparedState::Different;
    return pair;
}

qsizetype
findSubject(const Certificates& among, qsizetype from, const std::shared_ptr<X509>& wanted)
{
    for (qsizetype i = from; i < among.size(); ++i) {
        if (sameSubject(among.at(i), wanted)) {
            return i;
        }
    }
    return -1;
}

} // namespace

QList<ComparedPair> compareChains(const QList<std::shared_ptr<X509>>& left,
                                  const QList<std::shared_ptr<X509>>& right)
{
    const OpenSslErrorGuard guard;
    QList<ComparedPair> pairs;
    if (!left.isEmpty() && !right.isEmpty()) {
        pairs.append(pairOf(left.first(), right.first()));
    }
    qsizetype begin = pairs.size();
    qsizetype next = begin;
    for (; begin < left.size(); ++begin) {
        const qsizetype same = findSubject(right, next, left.at(begin));
        for (; same >= 0 && next < same; ++next) {
            pairs.append(pairOf(nullptr, right.at(next)));
        }
        pairs.append(pairOf(left.at(begin), same < 0 ? nullptr : right.at(same)));
        next = same < 0 ? next : same + 1;
    }
    for (; next < right.size(); ++next) {
        pairs.append(pairOf(nullptr, right.at(next)));
    }
    return pairs;
}

qsizetype differences(const QList<ComparedPair>& pairs)
{
    return std::count_if(pairs.cbegin(), pairs.cend(), [](const ComparedPair& pair) {
        return pair.state != ComparedState::Equal;
    });
}

} // namespace workbench
