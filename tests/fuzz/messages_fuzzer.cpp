// One handshake message, in full and in short; a client_hello also back to its bytes.
#include "core/wire/client_hello.h"
#include "core/wire/first_bytes.h"
#include "core/wire/handshake_summary.h"
#include "tests/fuzz/fuzzing.h"

#include <algorithm>

using namespace workbench;

namespace {

void summarize(wire::Bytes message, const wire::DecodeContext& context)
{
    const wire::Framing framing = context.isDtls ? wire::Framing::Dtls : wire::Framing::Tls;
    wire::summarizeClientHello(message, framing);
    wire::summarizeServerHello(message, framing);
    wire::summarizeEncryptedExtensions(message, framing);
    wire::summarizeServerKeyExchange(message, context.version, context.cipherSuite, framing);
    wire::summarizeCertificateVerify(message, context.version, framing);
    wire::summarizeCertificateMessage(message, context.version, framing);
    wire::summarizeCertificateRequest(message, context.version, framing);
    wire::firstBytesKind(message);
}

void writeBack(wire::Bytes message)
{
    using Form = wire::ClientHello::Form;
    for (const Form form : {Form::Sslv2, Form::Tls, Form::Dtls}) {
        const auto hello = wire::readClientHello(message, form);
        if (!hello) {
            continue;
        }
        const auto written = wire::writeClientHello(*hello);
        if (!written
            || !std::equal(written->begin(), written->end(), message.begin(), message.end())) {
            fuzzing::broken("write(read(client_hello)) are the same bytes");
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzzing::Choices choices({data, size});
    const wire::DecodeContext context = fuzzing::chooseContext(choices);
    const wire::Bytes message = choices.rest();
    fuzzing::inspect(wire::decodeHandshakeMessage(message, context), message.size());
    for (const wire::ContentType type : {wire::ContentType::Alert,
                                         wire::ContentType::ChangeCipherSpec,
                                         wire::ContentType::Heartbeat,
                                         wire::ContentType::Handshake}) {
        fuzzing::inspect(wire::decodeContent(type, message, context), message.size());
    }
    fuzzing::inspect(wire::decodeInnerPlaintext(message, context), message.size());
    summarize(message, context);
    writeBack(message);
    return 0;
}
