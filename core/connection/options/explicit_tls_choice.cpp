#include "core/connection/options/explicit_tls_choice.h"

#include "core/connection/explicit_tls/explicit_tls_protocol.h"

#include <QCoreApplication>
#include <QStringList>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ExplicitTls)
};

QString knownWords()
{
    QStringList words;
    for (const ExplicitTlsProtocol& protocol : explicitTlsProtocols()) {
        words.append(QString::fromLatin1(protocol.word));
    }
    return words.join(QStringLiteral(", "));
}

tl::unexpected<Error> bad(ErrorCode code, const QString& message, const QString& remedy)
{
    return fail(
        {.code = code, .message = message, .remedy = remedy, .where = QStringLiteral("starttls")});
}

} // namespace

Result<ExplicitTlsChoice> ExplicitTlsChoice::fromOption(const QString& text)
{
    const QString script = QStringLiteral("script:");
    if (text.startsWith(script)) {
        const QString path = text.mid(script.size());
        if (path.isEmpty()) {
            return bad(ErrorCode::InvalidInput,
                       Text::tr("The file of the script is missing."),
                       Text::tr("Write script:FILE."));
        }
        return ExplicitTlsChoice {kManual, path};
    }
    if (text == QStringLiteral("mqtt")) {
        return bad(ErrorCode::NotSupported,
                   Text::tr("MQTT has no way from clear to TLS: its port 1883 stays in clear."),
                   Text::tr("Connect to port 8883, where TLS begins at once."));
    }
    if (text == kManual) {
        return bad(ErrorCode::NotSupported,
                   Text::tr("By hand, TLS can only be begun in the window."),
                   Text::tr("Write what to say into a file, and use script:FILE."));
    }
    if (explicitTlsProtocol(text) == nullptr) {
        return bad(
            ErrorCode::InvalidInput,
            Text::tr("“%1” is no protocol with a way from clear to TLS that is known.").arg(text),
            Text::tr("Use one of %1, or script:FILE.").arg(knownWords()));
    }
    return ExplicitTlsChoice {text, {}};
}

} // namespace workbench
