#include "core/certificates/lint/host_name.h"

#include <QHostAddress>

#include <algorithm>
#include <array>

namespace workbench {
namespace {

bool isLetterDigitHyphen(QChar character)
{
    const char byte = character.toLatin1();
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
        || (byte >= '0' && byte <= '9') || byte == '-' || byte == '_';
}

} // namespace

bool looksLikeAddress(const QString& name)
{
    constexpr int kIpv4Parts = 4;
    QString bare = name;
    if (bare.startsWith(QLatin1Char('[')) && bare.endsWith(QLatin1Char(']'))) {
        bare = bare.mid(1, bare.size() - 2);
    }
    if (bare.contains(QLatin1Char(':'))) {
        return !QHostAddress(bare).isNull();
    }
    const QStringList parts = bare.split(QLatin1Char('.'));
    return parts.size() == kIpv4Parts
        && std::all_of(parts.begin(), parts.end(), [](const QString& part) {
               constexpr unsigned kLargest = 255;
               bool isNumber = false;
               const unsigned value = part.toUInt(&isNumber);
               return part == QLatin1String("*") || (isNumber && value <= kLargest);
           });
}

bool looksLikeHost(const QString& name)
{
    if (looksLikeAddress(name)) {
        return true;
    }
    const QStringList labels = name.split(QLatin1Char('.'));
    return labels.size() > 1 && std::all_of(labels.begin(), labels.end(), [](const QString& label) {
               return label == QLatin1String("*")
                   || (!label.isEmpty()
                       && std::all_of(label.begin(), label.end(), isLetterDigitHyphen));
           });
}

bool isInternalName(const QString& name)
{
    constexpr std::array kPrivate = {"arpa",
                                     "corp",
                                     "example",
                                     "home",
                                     "internal",
                                     "intranet",
                                     "invalid",
                                     "lan",
                                     "local",
                                     "localdomain",
                                     "localhost",
                                     "mail",
                                     "onion",
                                     "private",
                                     "test"};
    QString bare = name.toLower();
    if (bare.endsWith(QLatin1Char('.'))) {
        bare.chop(1);
    }
    const QString last = bare.section(QLatin1Char('.'), -1);
    return !bare.contains(QLatin1Char('.'))
        || std::any_of(kPrivate.begin(), kPrivate.end(), [&](const char* domain) {
               return last == QLatin1String(domain);
           });
}

} // namespace workbench
