#pragma once

#include "tests/ui/support/window_test.h"

namespace workbench::tests {

/// A window in which certificates are made. The base of tests.
class MakingWindow : public WindowTest
{
    Q_OBJECT

protected:
    void make(const QString& kind, const QString& name, const QString& issuer);
};

} // namespace workbench::tests
