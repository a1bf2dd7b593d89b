#pragma once

#include "core/certificates/certificate_store.h"
#include "core/workbench/client_profile.h"

#include <QString>
#include <QStringList>

namespace workbench {

/// A command line for a person to paste into a shell.
struct ShellCommand
{
    QStringList comments; ///< what the tool cannot do, and what has to be done first
    QStringList arguments; ///< the program first; empty: the tool cannot do any of it

    /// Every comment as a line with "#" in front, then the command, each argument quoted.
    QString text() const;
};

/// Where what a client names is to be had.
struct ClientFiles
{
    QStringList anchors; ///< trust anchors, besides those of the system
    QString certificate; ///< PEM with certificate and chain; empty: none, or no file
    QString key; ///< the one that its key lies in, which may be the same
    bool session = false; ///< the file of the session is there
    QString proxyPassword; ///< source of it, as "env:NAME", "file:PATH", "fd:N" or "prompt"; empty:
                           ///< nobody has said
};

ClientFiles filesOf(const ClientProfile& profile, const CertificateStore& store);

enum class OtherTool
{
    OpenSsl, ///< openssl s_client
    Curl,
    Workbench ///< this program's command line
};

/// The client as that tool would be told to be it. `home`: of this program. `proxyPassword`: that
/// of ClientFiles.
ShellCommand commandOf(OtherTool tool,
                       const ClientProfile& profile,
                       const CertificateStore& store,
                       const QString& home,
                       const QString& proxyPassword = {});

// Each of them.
ShellCommand openSslCommand(const ClientProfile& profile, const ClientFiles& files);
ShellCommand curlCommand(const ClientProfile& profile, const ClientFiles& files);
/// `home`: what --home is given; empty: the usual one.
ShellCommand workbenchCommand(const ClientProfile& profile, const QString& home);

} // namespace workbench
