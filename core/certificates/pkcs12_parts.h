#pragma once

#include "core/base/openssl_ptr.h"

#include <memory>

namespace workbench {

struct FreedSafes
{
    void operator()(STACK_OF(PKCS7) * safes) const noexcept
    {
        sk_PKCS7_pop_free(safes, PKCS7_free);
    }
};

struct FreedBags
{
    void operator()(STACK_OF(PKCS12_SAFEBAG) * bags) const noexcept
    {
        sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
    }
};

/// The parts of a PKCS#12 container (RFC 7292 §4.1, AuthenticatedSafe).
using SafesPtr = std::unique_ptr<STACK_OF(PKCS7), FreedSafes>;
/// What is in one part (RFC 7292 §4.2, SafeContents).
using BagsPtr = std::unique_ptr<STACK_OF(PKCS12_SAFEBAG), FreedBags>;

/// Bags may hold bags; tools write one level.
inline constexpr int kMostNestedBags = 4;

} // namespace workbench
