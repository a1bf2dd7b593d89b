#include "ui/clients/groups/explicit_tls_group.h"

#include "core/connection/explicit_tls/clear_script.h"
#include "core/connection/explicit_tls/explicit_tls_protocol.h"
#include "core/workbench/resolution/explicit_tls_resolution.h"
#include "ui/common/text.h"

#include <QComboBox>
#include <QLineEdit>

namespace workbench {

ExplicitTlsGroup::ExplicitTlsGroup(QObject* parent)
    : ClientGroup(parent, QStringLiteral("clientExplicitTlsGroup"), tr("Explicit TLS"))
    , m_protocol(named(new QComboBox, "clientExplicitTls"))
    , m_script(line("clientClearScript", tr("none: by hand, with “Start TLS” in the data")))
{
    m_protocol->addItem(tr("None: TLS begins at once"), QString());
    for (const ExplicitTlsProtocol& protocol : explicitTlsProtocols()) {
        m_protocol->addItem(tr("%1, port %2").arg(QLatin1String(protocol.title)).arg(protocol.port),
                            QString::fromLatin1(protocol.word));
    }
    m_protocol->addItem(tr("By hand: connect in clear, then Start TLS"),
                        QString(ExplicitTlsChoice::kManual));
    m_protocolField = addField(
        new FormField(tr("Pr&otocol in clear"),
                      m_protocol,
                      tr("The connection begins in clear, the server is asked for TLS in its own "
                         "protocol, and then the handshake begins. MQTT has no such way: use port "
                         "8883.")),
        "starttls");
    m_scriptField = addField(
        new FormField(tr("Script of what to say"),
                      m_script,
                      tr("A file with lines of “send TEXT” and “expect TEXT”; TLS begins behind "
                         "the last one.")));
    connect(m_protocol, &QComboBox::currentIndexChanged, this, &ClientGroup::changed);
    connect(m_protocol, &QComboBox::activated, this, &ExplicitTlsGroup::choose);
}

QString ExplicitTlsGroup::word() const
{
    return m_protocol->currentData().toString();
}

void ExplicitTlsGroup::choose()
{
    constexpr quint16 kHttps = 443;
    const ExplicitTlsProtocol* protocol = explicitTlsProtocol(word());
    if (protocol != nullptr || word().isEmpty()) {
        Q_EMIT portUsual(protocol == nullptr ? kHttps : protocol->port);
    }
}

void ExplicitTlsGroup::setProtocol(const QString& word)
{
    const int index = m_protocol->findData(word);
    if (index >= 0) {
        m_protocol->setCurrentIndex(index);
    }
}

void ExplicitTlsGroup::show(const ClientProfile& profile)
{
    m_protocol->setCurrentIndex(qMax(0, m_protocol->findData(profile.explicitTls.protocol)));
    m_script->setText(profile.explicitTls.scriptPath);
}

void ExplicitTlsGroup::read(ClientProfile& profile) const
{
    profile.explicitTls.protocol = word();
    profile.explicitTls.scriptPath
        = profile.explicitTls.isManual() ? m_script->text().trimmed() : QString();
}

void ExplicitTlsGroup::check()
{
    const bool byHand = word() == ExplicitTlsChoice::kManual;
    const QString path = m_script->text().trimmed();
    m_script->setEnabled(byHand);
    if (!byHand || path.isEmpty()) {
        m_scriptField->setProblem({});
        return;
    }
    const Result<ClearScript> script = readClearScript(path);
    m_scriptField->setProblem(script ? QString() : errorText(script.error()));
}

void ExplicitTlsGroup::checkWhole(const ClientProfile& profile)
{
    const Result<void> fits = checkExplicitTls(profile);
    m_protocolField->setProblem(fits ? QString() : errorText(fits.error()));
}

} // namespace workbench
