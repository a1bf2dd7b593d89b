#include "ui/servers/groups/server_socket_group.h"

#include "core/connection/explicit_tls/explicit_tls_protocol.h"
#include "core/workbench/resolution/server_talk_checks.h"
#include "ui/common/combo_values.h"
#include "ui/common/text.h"

#include <QCheckBox>

namespace workbench {

ServerSocketGroup::ServerSocketGroup(QObject* parent)
    : ServerGroup(parent, QStringLiteral("serverSocketGroup"), tr("Explicit TLS and sockets"))
    , m_protocol(named(new QComboBox, "serverExplicitTls"))
    , m_plain(box("serverPlain",
                  tr("Speak without TLS"),
                  tr("Data goes as it is: to compare, or to see what a client says in clear.")))
    , m_keepAlive(box("serverKeepAlive",
                      tr("Have the system notice clients that are gone"),
                      tr("SO_KEEPALIVE: it asks a client from time to time while nothing passes.")))
    , m_nagle(named(new QComboBox, "serverNagle"))
{
    m_protocol->addItem(tr("None: TLS begins at once"), QString());
    for (const ExplicitTlsProtocol& protocol : explicitTlsProtocols()) {
        if (protocol.makeServer != nullptr) {
            m_protocol->addItem(
                tr("%1, usually port %2").arg(QLatin1String(protocol.title)).arg(protocol.port),
                QString::fromLatin1(protocol.word));
        }
    }
    addItem(m_nagle, tr("never: small segments go at once"), Nagle::Never);
    addItem(m_nagle, tr("after the handshake"), Nagle::AfterHandshake);
    addItem(m_nagle, tr("always"), Nagle::Always);
    addField(new FormField(tr("Protocol in clear"),
                           m_protocol,
                           tr("Clients are spoken to in clear until they ask for TLS; nothing else "
                              "is allowed before.")),
             "starttls");
    addField(new FormField(tr("In clear"),
                           m_plain,
                           tr("Over TCP, or over UDP with DTLS ticked; needs no certificate.")),
             "plain");
    addField(new FormField(tr("Keep-alive"),
                           m_keepAlive,
                           tr("Of TCP: asks a silent client now and then whether it is still "
                              "there.")),
             "keepalive");
    addField(
        new FormField(tr("Nagle's algorithm"),
                      m_nagle,
                      tr("Of TCP: holds small segments back until earlier ones have arrived.")),
        "nagle");
    for (const QComboBox* choice : {m_protocol, m_nagle}) {
        connect(choice, &QComboBox::currentIndexChanged, this, &ServerSocketGroup::changed);
    }
}

void ServerSocketGroup::show(const ServerProfile& profile)
{
    m_protocol->setCurrentIndex(qMax(0, m_protocol->findData(profile.explicitTls)));
    m_plain->setChecked(profile.plain);
    m_keepAlive->setChecked(profile.listen.keepAlive);
    choose(m_nagle, profile.listen.nagle);
}

void ServerSocketGroup::read(ServerProfile& profile) const
{
    profile.explicitTls = m_protocol->currentData().toString();
    profile.plain = m_plain->isChecked();
    profile.listen.keepAlive = m_keepAlive->isChecked();
    profile.listen.nagle = chosen<Nagle>(m_nagle);
}

void ServerSocketGroup::checkWhole(const ServerProfile& profile)
{
    const Result<void> fits = checkServerTalk(profile);
    for (const ErrorRow& row : errorRows()) {
        const bool isThis = !fits && row.where == fits.error().where;
        row.field->setProblem(isThis ? errorText(fits.error()) : QString());
    }
}

} // namespace workbench
