#pragma once

#include "app/command_line/serve/serve_request.h"
#include "core/base/result.h"

#include <QCommandLineParser>

namespace workbench {

/// Options of `serve` that belong together, each in a file of its own. Those which `connect` has
/// as well are added by addTlsOptions().
struct ServePart
{
    /// Adds the options; null: all of them are shared ones.
    void (*add)(QCommandLineParser& parser);
    /// What is given goes into the request, the rest of which stays. Errors name the option.
    Result<void> (*read)(const QCommandLineParser& parser, ServeRequest& request);
};

extern const ServePart kServeListenPart;
extern const ServePart kServeProtocolPart;
extern const ServePart kServeClientsPart;
extern const ServePart kServeAccessPart;
extern const ServePart kServeLimitsPart;
extern const ServePart kServeAnswerPart;
extern const ServePart kServeSocketPart; ///< behind those whose options have to fit it
extern const ServePart kServeUsesPart; ///< behind those that say what is spoken
extern const ServePart kServeHandshakePart;
extern const ServePart kServeSessionPart;
extern const ServePart kServeCredentialsPart;

/// Every part, in the order of --help and of reading.
void addServeOptions(QCommandLineParser& parser);
Result<void> readServeOptions(const QCommandLineParser& parser, ServeRequest& request);

} // namespace workbench
