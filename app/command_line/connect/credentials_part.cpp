#include "app/command_line/common_options.h"
#include "app/command_line/connect/connect_parts.h"
#include "app/command_line/key_access.h"

namespace workbench {
namespace {

Result<void> readOptions(const QCommandLineParser& parser, ConnectRequest& request)
{
    request.profile.certificate = parser.value(QStringLiteral("cert"));
    return allOf([&] { return readLookup(parser, request.profile.certificateLookup); },
                 [&] {
                     return readPreSharedKey(parser, request.secrets.psk).map([&] {
                         request.profile.pskIdentity
                             = QString::fromUtf8(request.secrets.psk.identity());
                     });
                 },
                 [&] {
                     return givenPassword(parser).map([&](QByteArray password) {
                         request.keyPassword = SecretBytes(std::move(password));
                     });
                 },
                 [&] {
                     return givenPin(parser).map(
                         [&](QByteArray pin) { request.pin = SecretBytes(std::move(pin)); });
                 });
}

} // namespace

const ConnectPart kCredentialsPart {nullptr, &readOptions};

} // namespace workbench
