#pragma once

#include "core/connection/name_lookup.h"

#include <QStringList>

#include <memory>

namespace workbench::tests {

/// Answers every name with those of the addresses that are of the family.
NameResolver resolverOf(const QStringList& addresses);

/// A name server that leaves questions unanswered until it is released, which it is at the latest
/// when it goes away; waits for everybody who asked.
class HangingResolver
{
public:
    /// `answer`: what comes in the end, and at once for families other than `family`. AF_UNSPEC:
    /// every question hangs.
    explicit HangingResolver(NameResolver answer = resolverOf({}), int family = AF_UNSPEC);
    ~HangingResolver();
    Q_DISABLE_COPY_MOVE(HangingResolver)

    NameResolver resolver() const;
    void release();
    int asked() const; ///< so many questions so far, those that were answered included

private:
    struct Shared;
    std::shared_ptr<Shared> m_shared;
};

} // namespace workbench::tests
