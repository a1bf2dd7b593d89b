#include "core/workbench/commands/command_parts.h"

#include "core/base/atomic_file.h"
#include "core/base/endpoint_text.h"
#include "core/base/printable_text.h"
#include "core/base/shell_quoting.h"
#include "core/base/wipe.h"
#include "core/certificates/stores/key_beside.h"
#include "core/certificates/stores/placed_entry.h"
#include "core/certificates/stores/token_source.h"

#include <QCoreApplication>
#include <QFile>
#include <QHostAddress>

namespace workbench {

QString ShellCommand::text() const
{
    QString text;
    for (const QString& comment : comments) {
        // Names stand in them: a terminal takes some of their characters for the end of the line.
        text += QStringLiteral("# ") + withoutControls(comment) + QLatin1Char('\n');
    }
    return arguments.isEmpty() ? text : text + shellLine(arguments) + QLatin1Char('\n');
}

namespace {

/// Other tools take the first certificate and the first key of a PEM file; nothing: it is none, or
/// another certificate of it is meant.
void takePemFile(const QString& id, ClientFiles& files)
{
    constexpr qint64 kLargest = 1'000'000;
    const FilePlace place = filePlaceOf(id);
    if (!isFilePlace(id) || !place.sha256.isEmpty()) {
        return;
    }
    Result<QByteArray> content = readFile(place.path, kLargest);
    const bool isPem = content && content->contains("-----BEGIN CERTIFICATE-----");
    if (content) {
        wipe(*content);
    }
    if (isPem) {
        const Result<StoreEntry> entry = readPlacedEntry(id);
        files.certificate = place.path;
        files.key = entry ? keyFileOf(place.path, entry->der) : place.path;
    }
}

} // namespace

ClientFiles filesOf(const ClientProfile& profile, const CertificateStore& store)
{
    ClientFiles files;
    files.anchors = profile.trust.files;
    if (profile.trust.store) {
        for (const StoreEntry& entry : store.entries()) {
            if (entry.facts.isCa || entry.facts.selfSigned) {
                files.anchors.append(entry.path);
            }
        }
    }
    if (!profile.certificate.isEmpty() && !isTokenUri(profile.certificate)) {
        if (const auto entry = store.find(profile.certificate, profile.certificateLookup)) {
            files.certificate = entry->path;
            files.key = entry->path;
        } else if (profile.certificateLookup == CertificateLookup::NameThenHash) {
            takePemFile(profile.certificate, files);
        }
    }
    files.session = QFile::exists(profile.sessionPath);
    return files;
}

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ClientCommand)
};

/// This program finds what a client names by itself, so nothing is read for it.
ShellCommand withoutKey(OtherTool tool,
                        const ClientProfile& profile,
                        const CertificateStore& store,
                        const QString& home,
                        const QString& proxyPassword)
{
    if (tool == OtherTool::Workbench) {
        return workbenchCommand(profile, home);
    }
    ClientFiles files = filesOf(profile, store);
    files.proxyPassword = proxyPassword;
    return tool == OtherTool::Curl ? curlCommand(profile, files) : openSslCommand(profile, files);
}

/// How the tool is given a pre-shared key, which itself is a secret.
QString keyComment(OtherTool tool, const QString& identity)
{
    switch (tool) {
    case OtherTool::OpenSsl:
        return Text::tr("Give the pre-shared key with -psk_identity %1 -psk HEX.").arg(identity);
    case OtherTool::Curl:
        return Text::tr("curl knows no pre-shared keys.");
    case OtherTool::Workbench:
        break;
    }
    return Text::tr("Give the pre-shared key with --psk %1:HEX.").arg(identity);
}

} // namespace

ShellCommand commandOf(OtherTool tool,
                       const ClientProfile& profile,
                       const CertificateStore& store,
                       const QString& home,
                       const QString& proxyPassword)
{
    ShellCommand command = withoutKey(tool, profile, store, home, proxyPassword);
    if (tool == OtherTool::Workbench && !profile.proxy.user.isEmpty() && proxyPassword.isEmpty()) {
        command.comments.append(
            Text::tr("Give the proxy's password with --proxy-password env:NAME."));
    }
    if (!profile.pskIdentity.isEmpty() && !command.arguments.isEmpty()) {
        command.comments.append(keyComment(tool, profile.pskIdentity));
    }
    return command;
}

QString hostOf(const ClientProfile& profile)
{
    return profile.host.isEmpty() ? QStringLiteral("localhost") : profile.host;
}

QString endOf(const ClientProfile& profile)
{
    return endpointText(hostOf(profile), profile.port);
}

QString sentServerName(const ClientProfile& profile)
{
    const QString name = profile.serverName.isEmpty() ? hostOf(profile) : profile.serverName;
    return profile.sendServerName && QHostAddress(name).isNull() ? name : QString();
}

QString anchorsFile(const ClientFiles& files, ShellCommand& command)
{
    if (files.anchors.size() <= 1) {
        return files.anchors.value(0);
    }
    QString together = QStringLiteral("anchors.pem");
    command.comments.append(
        QCoreApplication::translate("ClientCommand", "Put the trust anchors into one file first:")
        + QStringLiteral(" cat ") + shellLine(files.anchors) + QStringLiteral(" > ") + together);
    return together;
}

void addValue(ShellCommand& command, const char* option, const QString& value)
{
    if (!value.isEmpty()) {
        command.arguments += {QString::fromLatin1(option), value};
    }
}

void addNumber(ShellCommand& command, const char* option, qint64 value)
{
    addValue(command, option, value == 0 ? QString() : QString::number(value));
}

void addFlag(ShellCommand& command, const char* option, bool wished)
{
    if (wished) {
        command.arguments += QString::fromLatin1(option);
    }
}

QString handshakeText(const HandshakeSettings& handshake)
{
    QStringList texts;
    if (!handshake.tickets) {
        texts.append(Text::tr("no session tickets"));
    }
    if (handshake.recordPadding != 0) {
        texts.append(
            Text::tr("records padded to multiples of %1 bytes").arg(handshake.recordPadding));
    }
    if (handshake.minimumDhBits != 0) {
        texts.append(
            Text::tr("Diffie-Hellman groups of at least %1 bits").arg(handshake.minimumDhBits));
    }
    if (handshake.askTimestamps) {
        texts.append(Text::tr("signed certificate timestamps"));
    }
    if (handshake.legacyRenegotiation) {
        texts.append(Text::tr("servers without secure renegotiation"));
    }
    return texts.join(QStringLiteral(", "));
}

QString keyLogComment()
{
    return Text::tr("Say “umask 077” first: whoever reads the key log can decrypt the connection.");
}

QString plainComment(const ClientProfile& profile)
{
    QStringList netcat {QStringLiteral("nc")};
    if (profile.transport == Transport::Udp) {
        netcat += QStringLiteral("-u");
    }
    netcat += {hostOf(profile), QString::number(profile.port)};
    return QCoreApplication::translate("ClientCommand", "Without TLS, another tool does it:")
        + QLatin1Char(' ') + shellLine(netcat);
}

} // namespace workbench
