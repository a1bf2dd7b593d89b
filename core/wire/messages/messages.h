#pragma once

#include "core/wire/decode.h"
#include "core/wire/field_reader.h"

/// The handshake messages, a function each. A reader given to one ends where the message ends.
namespace workbench::wire {

/// Reads header and body of the one message that the reader stands for.
void decodeHandshake(FieldReader& reader, const DecodeContext& context);

namespace messages {

void helloRequest(FieldReader& reader, const DecodeContext& context);
void clientHello(FieldReader& reader, const DecodeContext& context);
void serverHello(FieldReader& reader, const DecodeContext& context);
void helloVerifyRequest(FieldReader& reader, const DecodeContext& context);
void helloRetryRequest(FieldReader& reader, const DecodeContext& context);
void encryptedExtensions(FieldReader& reader, const DecodeContext& context);

void certificate(FieldReader& reader, const DecodeContext& context);
void certificateRequest(FieldReader& reader, const DecodeContext& context);
void certificateVerify(FieldReader& reader, const DecodeContext& context);
void certificateUrl(FieldReader& reader, const DecodeContext& context);
void certificateStatus(FieldReader& reader, const DecodeContext& context);
void compressedCertificate(FieldReader& reader, const DecodeContext& context);

void serverKeyExchange(FieldReader& reader, const DecodeContext& context);
void clientKeyExchange(FieldReader& reader, const DecodeContext& context);

void newSessionTicket(FieldReader& reader, const DecodeContext& context);
void finished(FieldReader& reader, const DecodeContext& context);
void keyUpdate(FieldReader& reader, const DecodeContext& context);
void supplementalData(FieldReader& reader, const DecodeContext& context);
void nextProtocol(FieldReader& reader, const DecodeContext& context);
void messageHash(FieldReader& reader, const DecodeContext& context);
void requestConnectionId(FieldReader& reader, const DecodeContext& context);
void newConnectionId(FieldReader& reader, const DecodeContext& context);
void ektKey(FieldReader& reader, const DecodeContext& context);

} // namespace messages

/// Bodies of the other content types.
void decodeAlert(FieldReader& reader);
void decodeChangeCipherSpec(FieldReader& reader);
void decodeHeartbeat(FieldReader& reader); // RFC 6520 §4
void decodeAck(FieldReader& reader); // RFC 9147 §7

} // namespace workbench::wire
