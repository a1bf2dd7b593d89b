#pragma once

#include "tests/ui/support/fake_storage.h"
#include "tests/ui/support/making_window.h"

namespace workbench::tests {

/// A window over keys that get passphrases, with a desktop whose storage tests control. The base of
/// tests.
class PassphraseWindow : public MakingWindow
{
    Q_OBJECT

protected:
    void openCertificates(); ///< with those of WindowFixture
    QWidget* dialogOf(const char* action, const char* certificate); ///< null: it did not come (yet)

    QWidget* asked() const { return find(m_window.get(), "passwordDialog"); }

    /// Types it into the dialog that asks; false: there is none, or it stays.
    bool answer(const QString& passphrase);

    FakeStorage::State m_desktop;
};

} // namespace workbench::tests
