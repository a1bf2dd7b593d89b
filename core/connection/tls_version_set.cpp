#include "core/connection/tls_version_set.h"

#include <QCoreApplication>

#include <iterator>
#include <optional>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(TlsVersionSet)
};

struct VersionRow
{
    const char* text;
    const char* option;
    TlsVersion version;
    quint16 wire;
    const char* overDatagrams; ///< the name there; null: it has none
};

constexpr VersionRow kRows[] = {
    {"SSL 2", "ssl2", TlsVersion::Ssl2, 0x0002, nullptr},
    {"SSL 3", "ssl3", TlsVersion::Ssl3, 0x0300, nullptr},
    {"TLS 1.0", "1.0", TlsVersion::Tls10, 0x0301, nullptr},
    {"TLS 1.1", "1.1", TlsVersion::Tls11, 0x0302, "DTLS 1.0"},
    {"TLS 1.2", "1.2", TlsVersion::Tls12, 0x0303, "DTLS 1.2"},
    {"TLS 1.3", "1.3", TlsVersion::Tls13, 0x0304, nullptr},
};

struct PresetRow
{
    const char* word;
    TlsVersionSet versions;
};

const PresetRow kPresets[] = {
    {"modern", kModernVersions},
    {"compatible", TlsVersionSet(TlsVersion::Tls10) | TlsVersion::Tls11 | TlsVersion::Tls12},
    {"legacy", kAllTlsVersions},
    {"all", kAllTlsVersions},
};

const VersionRow& rowOf(TlsVersion version)
{
    const auto* row
        = std::find_if(std::begin(kRows), std::end(kRows), [&](const VersionRow& candidate) {
              return candidate.version == version;
          });
    return *row;
}

std::optional<std::ptrdiff_t> rowIndexOf(const QString& word)
{
    QString option = word.trimmed().toLower();
    option.remove(QLatin1Char(' '));
    if (option.startsWith(QStringLiteral("tlsv"))) {
        option.remove(0, 4);
    } else if (option.startsWith(QStringLiteral("tls"))) {
        option.remove(0, 3);
    } else if (option.startsWith(QStringLiteral("sslv"))) {
        option.remove(3, 1);
    }
    if (option == QStringLiteral("1")) {
        option = QStringLiteral("1.0");
    }
    const auto* row
        = std::find_if(std::begin(kRows), std::end(kRows), [&](const VersionRow& candidate) {
              return option == QLatin1String(candidate.option);
          });
    if (row == std::end(kRows)) {
        return std::nullopt;
    }
    return row - std::begin(kRows);
}

tl::unexpected<Error> unknownWord(const QString& word)
{
    return fail(
        {.code = ErrorCode::InvalidInput,
         .message = Text::tr("“%1” is not a TLS version.").arg(word),
         .remedy = Text::tr(
             "Use 1.0, 1.1, 1.2, 1.3, ssl2, ssl3, a range such as 1.2-1.3, or modern, compatible, "
             "legacy, all."),
         .where = QStringLiteral("versions")});
}

Result<TlsVersionSet> parseRange(const QString& part)
{
    const QStringList ends = part.split(QLatin1Char('-'));
    const auto first = rowIndexOf(ends.value(0));
    const auto last = rowIndexOf(ends.value(ends.size() - 1));
    if (!first || !last || ends.size() > 2) {
        return unknownWord(part);
    }
    if (*first > *last) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("The range “%1” begins with the newer version.").arg(part),
                     .where = QStringLiteral("versions")});
    }
    TlsVersionSet versions;
    for (auto index = *first; index <= *last; ++index) {
        versions |= kRows[index].version;
    }
    return versions;
}

} // namespace

TlsVersionSet versionsOver(Transport transport, TlsVersionSet versions)
{
    if (transport == Transport::Tcp) {
        return versions;
    }
    TlsVersionSet there = versions & kDatagramVersions;
    if (there.testFlag(TlsVersion::Tls10)) {
        there.setFlag(TlsVersion::Tls10, false);
        there.setFlag(TlsVersion::Tls11);
    }
    return there;
}

bool isLegacyPreset(const QString& word)
{
    return word.trimmed().toLower() == QLatin1String("legacy");
}

QList<TlsVersion> allTlsVersions()
{
    QList<TlsVersion> versions;
    for (const VersionRow& row : kRows) {
        versions.append(row.version);
    }
    return versions;
}

QString toText(TlsVersion version)
{
    return QString::fromLatin1(rowOf(version).text);
}

QString toText(TlsVersionSet versions)
{
    QStringList words;
    for (const VersionRow& row : kRows) {
        if (versions.testFlag(row.version)) {
            words.append(QString::fromLatin1(row.text));
        }
    }
    return words.isEmpty() ? Text::tr("none") : words.join(QStringLiteral(", "));
}

QString toText(TlsVersionSet versions, Transport transport)
{
    const TlsVersionSet there = versionsOver(transport, versions);
    QStringList words;
    for (const VersionRow& row : kRows) {
        if (transport == Transport::Udp && there.testFlag(row.version)) {
            words.append(QString::fromLatin1(row.overDatagrams));
        }
    }
    return words.isEmpty() ? toText(there) : words.join(QStringLiteral(", "));
}

QString toText(const QList<TlsVersionSet>& sets)
{
    QStringList words;
    for (const TlsVersionSet set : sets) {
        words.append(toText(set));
    }
    return words.join(QStringLiteral("; "));
}

QString toOption(TlsVersionSet versions)
{
    QStringList words;
    for (const VersionRow& row : kRows) {
        if (versions.testFlag(row.version)) {
            words.append(QString::fromLatin1(row.option));
        }
    }
    return words.join(QLatin1Char(','));
}

quint16 wireVersion(TlsVersion version)
{
    return rowOf(version).wire;
}

Result<TlsVersionSet> parseTlsVersions(const QString& text)
{
    TlsVersionSet versions;
    const QStringList parts = text.split(QLatin1Char(','), Qt::SkipEmptyParts);
    for (const QString& part : parts) {
        const QString word = part.trimmed().toLower();
        const auto* preset = std::find_if(
            std::begin(kPresets), std::end(kPresets), [&](const PresetRow& candidate) {
                return word == QLatin1String(candidate.word);
            });
        if (preset != std::end(kPresets)) {
            versions |= preset->versions;
            continue;
        }
        Result<TlsVersionSet> range = parseRange(word);
        if (!range) {
            return range;
        }
        versions |= *range;
    }
    if (!versions) {
        return unknownWord(text);
    }
    return versions;
}

Result<void> checkSpeakable(TlsVersionSet versions)
{
    const TlsVersionSet old = versions & (TlsVersionSet(TlsVersion::Ssl2) | TlsVersion::Ssl3);
    if (old) {
        return fail(
            {.code = ErrorCode::NotSupported,
             .message = Text::tr("This TLS library cannot speak %1.").arg(toText(old)),
             .remedy = Text::tr("Choose TLS 1.0 or later here. Whether a peer would accept %1 is "
                                "told by “tls-workbench connect --probe” and “scan”.")
                           .arg(toText(old)),
             .where = QStringLiteral("versions")});
    }
    if (!versions) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("No TLS version is chosen."),
                     .remedy = Text::tr("Choose at least one."),
                     .where = QStringLiteral("versions")});
    }
    return {};
}

QList<TlsVersionSet> contiguousRuns(TlsVersionSet versions)
{
    QList<TlsVersionSet> runs;
    bool inRun = false;
    for (const VersionRow& row : kRows) {
        if (!versions.testFlag(row.version)) {
            inRun = false;
            continue;
        }
        if (!inRun) {
            runs.append(TlsVersionSet());
            inRun = true;
        }
        runs.last() |= row.version;
    }
    return runs;
}

} // namespace workbench
