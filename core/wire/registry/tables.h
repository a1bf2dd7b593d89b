#pragma once

#include "core/wire/registry.h"

#include <cstdint>
#include <span>

/// The tables behind `core/wire/registry.h`: sorted by value, generated ones first, then what is
/// kept by hand.
namespace workbench::wire::tables {

struct CodePoint
{
    std::uint32_t value;
    const char* name;
};

std::span<const CipherSuiteInfo> cipherSuites();
std::span<const CodePoint> alerts();
std::span<const CodePoint> contentTypes();
std::span<const CodePoint> extensionTypes();
std::span<const CodePoint> handshakeTypes();
std::span<const CodePoint> signatureSchemes();
std::span<const CodePoint> sslv2CipherKinds();
std::span<const CodePoint> supportedGroups();

std::span<const CipherSuiteInfo> addedCipherSuites();
std::span<const CodePoint> addedContentTypes();
std::span<const CodePoint> addedExtensionTypes();
std::span<const CodePoint> addedSignatureSchemes();
std::span<const CodePoint> addedSupportedGroups();

} // namespace workbench::wire::tables
