#pragma once

#include "app/command_line/connect/connect_request.h"
#include "core/base/result.h"

#include <QCommandLineParser>

namespace workbench {

/// Options of `connect` that belong together, each in a file of its own. Those which `serve` has
/// as well are added by addTlsOptions().
struct ConnectPart
{
    /// Adds the options; null: all of them are shared ones.
    void (*add)(QCommandLineParser& parser);
    /// What is given goes into the request, the rest of which stays. Errors name the option.
    Result<void> (*read)(const QCommandLineParser& parser, ConnectRequest& request);
};

extern const ConnectPart kTargetPart;
extern const ConnectPart kLimitsPart;
extern const ConnectPart kProxyPart;
extern const ConnectPart kStarttlsPart;
extern const ConnectPart kSocketPart;
extern const ConnectPart kProtocolPart;
extern const ConnectPart kTrustPart;
extern const ConnectPart kUsesPart; ///< behind those that say what is spoken
extern const ConnectPart kSessionPart;
extern const ConnectPart kDialoguePart;
extern const ConnectPart kRepeatPart;
extern const ConnectPart kReportPart;
extern const ConnectPart kCommandPart;
extern const ConnectPart kCredentialsPart;

/// Every part, in the order of --help and of reading.
void addConnectOptions(QCommandLineParser& parser);
Result<void> readConnectOptions(const QCommandLineParser& parser, ConnectRequest& request);

} // namespace workbench
