#include "ui/servers/groups/server_listen_group.h"

#include "core/workbench/profiles.h"
#include "core/workbench/resolution/server_checks.h"
#include "ui/common/text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>

namespace workbench {

ServerListenGroup::ServerListenGroup(QObject* parent)
    : ServerGroup(parent, QStringLiteral("serverListenGroup"), tr("Transport"))
    , m_port(line("serverPort"))
    , m_portField(addFrontField(
          new FormField(tr("&Port"), m_port, tr("0 takes a free one and shows it.")), "port"))
    , m_address(named(new QComboBox, "serverAddress"))
    , m_addressField(addFrontField(new FormField(tr("&Address"), m_address), "address"))
    , m_threads(line("serverThreads", QStringLiteral("1")))
    , m_threadsField(new FormField(
          tr("Threads"),
          m_threads,
          tr("Over which its connections are spread. One carries about a thousand handshakes "
             "a second.")))
    , m_reuse(box("serverReuse",
                  tr("Re-&use an address that is in use"),
                  tr("Also one that connections of an earlier run still hold. Another server that "
                     "listens there stays in the way.")))
    , m_datagrams(box("serverDatagrams", tr("Speak &DTLS, over UDP")))
    , m_autostart(box("serverAutostart", tr("Start it &whenever the program opens")))
{
    m_address->setEditable(true);
    m_address->setToolTip(tr("Several with commas: 127.0.0.1, ::1"));
    m_address->setInsertPolicy(QComboBox::NoInsert);
    m_address->lineEdit()->setObjectName(QStringLiteral("serverAddressEdit"));
    for (const LocalAddress& local : localAddresses()) {
        m_address->addItem(local.text, local.address.toString());
    }
    m_datagrams->setToolTip(
        tr("TLS 1.1 in the versions stands for DTLS 1.0, TLS 1.2 for DTLS 1.2."));
    addWide(m_reuse);
    addWide(m_datagrams);
    m_autostart->setToolTip(
        tr("A server whose key needs a passphrase that is not kept waits to be started by hand."));
    addWide(m_autostart);
    addField(m_threadsField, "threads");
    connect(m_address, &QComboBox::editTextChanged, this, &ServerListenGroup::changed);
}

void ServerListenGroup::show(const ServerProfile& profile)
{
    const ListenSettings& listen = profile.listen;
    m_port->setText(QString::number(listen.port));
    const int known = m_address->findData(listen.address);
    if (known >= 0) {
        m_address->setCurrentIndex(known);
    } else if (!listen.address.isEmpty()) {
        m_address->setEditText(listen.address);
    }
    m_threads->setText(
        listen.threads == ListenSettings().threads ? QString() : QString::number(listen.threads));
    m_reuse->setChecked(listen.reuseAddress);
    m_datagrams->setChecked(profile.transport == Transport::Udp);
    m_autostart->setChecked(profile.autostart);
}

void ServerListenGroup::read(ServerProfile& profile) const
{
    profile.listen.address = address();
    profile.listen.port = parsePort(m_port->text(), true).value_or(0);
    const QString threads = m_threads->text().trimmed();
    profile.listen.threads = threads.isEmpty() ? ListenSettings().threads : threads.toInt();
    profile.listen.reuseAddress = m_reuse->isChecked();
    profile.transport = m_datagrams->isChecked() ? Transport::Udp : Transport::Tcp;
    profile.autostart = m_autostart->isChecked();
}

QString ServerListenGroup::address() const
{
    // The text of a listed address explains it; what counts is the address behind it.
    const int listed = m_address->findText(m_address->currentText());
    return listed >= 0 ? m_address->itemData(listed).toString()
                       : m_address->currentText().trimmed();
}

void ServerListenGroup::check()
{
    checkPort();
    checkAddress();
    m_threadsField->setProblem(isThreadCount() ? QString()
                                               : tr("It goes from 1 to %1.").arg(kMostThreads));
}

void ServerListenGroup::checkWhole(const ServerProfile& profile)
{
    if (!isThreadCount()) {
        return; // said already
    }
    const Result<void> fits = checkThreads(profile.listen, profile.transport);
    m_threadsField->setProblem(fits ? QString() : errorText(fits.error()));
}

bool ServerListenGroup::isThreadCount() const
{
    const QString text = m_threads->text().trimmed();
    return text.isEmpty() || (text.toInt() >= 1 && text.toInt() <= kMostThreads);
}

void ServerListenGroup::checkPort()
{
    if (m_port->text().trimmed().isEmpty()) {
        m_portField->setMissing(tr("A server needs a port; 0 takes a free one."));
        return;
    }
    const Result<quint16> port = parsePort(m_port->text(), true);
    m_portField->setProblem(port ? QString() : errorText(port.error()));
}

void ServerListenGroup::checkAddress()
{
    bool outside = false;
    bool loopback = true; // and nothing else
    const QStringList words = address().split(QLatin1Char(','), Qt::SkipEmptyParts);
    for (const QString& word : words) {
        const QHostAddress one(word.trimmed());
        outside = outside || (!one.isNull() && !one.isLoopback());
        loopback = loopback && one.isLoopback();
    }
    m_addressField->setWarning(outside ? tr("Other computers can reach this server.") : QString());
    if (!outside) {
        m_addressField->setNote(loopback ? tr("Only programs on this computer can reach it.")
                                         : QString());
    }
}

} // namespace workbench
