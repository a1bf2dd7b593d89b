#pragma once

#include "core/connection/clear/clear_exchange.h"

namespace workbench {

/// A person talks in clear, and says when TLS begins: what comes in is theirs to read.
class ManualExchange : public ClearExchange
{
public:
    PhaseName phase() const override { return PhaseName::Starttls; }

    Step begin() override { return NeedMore {}; }

    Step receive(QByteArray& buffer) override
    {
        buffer.clear();
        return NeedMore {};
    }

    bool isManual() const override { return true; }
};

} // namespace workbench
