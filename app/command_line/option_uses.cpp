#include "app/command_line/option_uses.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

/// An option that says something about another one, which has to be there.
struct Companion
{
    const char* option;
    const char* other;
    const char* message;
};

constexpr Companion kCompanions[] = {
    {"proxy-timeout",
     "proxy",
     QT_TRANSLATE_NOOP("CommandLine", "There is a limit for a proxy's answer, and no proxy.")},
    {"starttls-timeout",
     "starttls",
     QT_TRANSLATE_NOOP("CommandLine",
                       "There is a limit for what is said in clear before TLS, and nothing is.")},
    {"cert-by",
     "cert",
     QT_TRANSLATE_NOOP("CommandLine",
                       "It is said how a certificate is looked up, and no certificate is named.")},
    {"key-password",
     "cert",
     QT_TRANSLATE_NOOP("CommandLine", "There is a passphrase, and no certificate is named.")},
    {"token-pin",
     "cert",
     QT_TRANSLATE_NOOP("CommandLine", "There is a PIN, and no certificate of a token is named.")},
};

Result<void> checkCompanions(const QStringList& given)
{
    for (const Companion& one : kCompanions) {
        const QString option = QString::fromLatin1(one.option);
        const QString other = QString::fromLatin1(one.other);
        if (given.contains(option) && !given.contains(other)) {
            return fail({.code = ErrorCode::InvalidInput,
                         .message = Words::tr(one.message),
                         .remedy = Words::tr("Leave it out, or add --%1.").arg(other),
                         .where = QStringLiteral("--") + option});
        }
    }
    return {};
}

} // namespace

Result<void> checkOptionUses(const QCommandLineParser& parser, const SpokenProtocol& spoken)
{
    const QList<UnusedSetting> all = unusedAmong(parser.optionNames(), spoken);
    if (all.isEmpty()) {
        return checkCompanions(parser.optionNames());
    }
    Error error = all.first().error;
    error.where = QStringLiteral("--%1 with --%2").arg(error.where, all.first().beside);
    return fail(error);
}

} // namespace workbench
