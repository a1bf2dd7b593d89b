#pragma once

#include "tests/ui/support/window_test.h"

namespace workbench::tests {

/// The view of one certificate. The base of tests.
class CertificateWindow : public WindowTest
{
    Q_OBJECT

protected:
    enum class Tab
    {
        Summary,
        Fields,
        Chain,
        Checks,
        UsedBy
    };

    /// Shows "server" among those of WindowFixture, "issuer" (its intermediate) and "incomplete"
    /// (without it).
    void openCertificates();
    void select(const char* name) const;
    void showTab(Tab tab) const;
};

} // namespace workbench::tests
