#pragma once

#include "app/command_line/command_context.h"
#include "core/base/duration.h"
#include "core/base/result.h"
#include "core/workbench/json/member_reader.h"
#include "core/workbench/profiles.h"

#include <QCommandLineParser>
#include <QStringList>

#include <optional>

namespace workbench {

/// Adds --format, --home and --help, which every command has.
void addCommonOptions(QCommandLineParser& parser);

/// Adds --tls, --ciphers, --suites, --groups, --sigalgs, --security-level, --alpn, --cert,
/// --cert-by, --key-password, --trust, --keylog, --udp, --psk, --name and --fields, which
/// connections of both roles have.
void addTlsOptions(QCommandLineParser& parser);

/// Parses the command's word and what follows it. The status with which the command ends at once:
/// after --help, and for unknown options, missing values and what checkValues() refuses.
std::optional<int> parse(QCommandLineParser& parser, const QStringList& arguments);

/// The options of a command, as --help shows them.
QString helpText(const QCommandLineParser& parser, const QString& command);

Result<void> readCommon(const QCommandLineParser& parser, CommandContext& context);

// One option each; what is not given leaves the target as it is. Errors name the option.
Result<void>
readDuration(const QCommandLineParser& parser, const QString& option, Milliseconds& target);
Result<void> readVersions(const QCommandLineParser& parser, TlsVersionSet& target);
Result<void> readTuning(const QCommandLineParser& parser, TlsTuning& target);
Result<void> readSecurityLevel(const QCommandLineParser& parser, int& target);
Result<void> readTrust(const QCommandLineParser& parser, TrustChoice& target);
Result<void> readPreSharedKey(const QCommandLineParser& parser, PreSharedKey& target);
Result<void> readLookup(const QCommandLineParser& parser, CertificateLookup& target);

/// --nodelay and --nagle, and what they say. Errors (InvalidInput) also where they contradict each
/// other, and over UDP.
void addNagleOptions(QCommandLineParser& parser);
Result<void> readNagle(const QCommandLineParser& parser, Nagle& target);

/// What `readWord` answers to a word that is none of them.
tl::unexpected<Error>
unknownWord(const QString& option, const QString& word, const QStringList& allowed);

/// A value that an option gives by a word of a list.
template <typename Enum, std::size_t N>
Result<void> readWord(const QCommandLineParser& parser,
                      const char* option,
                      const Word<Enum> (&words)[N],
                      Enum& target)
{
    const QString name = QLatin1String(option);
    if (!parser.isSet(name)) {
        return {};
    }
    QStringList allowed;
    for (const Word<Enum>& candidate : words) {
        if (parser.value(name) == QLatin1String(candidate.word)) {
            target = candidate.value;
            return {};
        }
        allowed.append(QString::fromLatin1(candidate.word));
    }
    return unknownWord(name, parser.value(name), allowed);
}

/// What an option gives, repeated and with commas.
QStringList readList(const QCommandLineParser& parser, const char* option);

/// A whole number that an option gives. Without the option `target` stays.
Result<void>
readNumber(const QCommandLineParser& parser, const char* option, int least, int most, int& target);

/// A time that an option gives, as 2030-12-31 or with hours, UTC unless it says otherwise. Without
/// the option `otherwise`.
Result<QDateTime>
readTime(const QCommandLineParser& parser, const QString& option, const QDateTime& otherwise);

/// The first error of several steps, or none.
template <typename... Steps>
Result<void> allOf(Steps... steps)
{
    Result<void> outcome;
    static_cast<void>((... && (outcome = steps()).has_value()));
    return outcome;
}

} // namespace workbench
