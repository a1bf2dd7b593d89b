#include "ui/certificates/making/key_access.h"

#include "core/workbench/workbench.h"
#include "ui/certificates/passphrases/passphrase_asker.h"

namespace workbench {

void withKey(QWidget* parent,
             const WindowContext& context,
             const StoreEntry& entry,
             const std::function<void(const UnlockedEntry&)>& ready,
             const std::function<void(const Error&)>& failed)
{
    const auto unlocked = std::make_shared<UnlockedEntry>();
    unlocked->entry = entry;
    const CertificateStore& store = context.workbench.certificates();
    withPassphrases(
        parent,
        context,
        [unlocked, &store](const PasswordSource& source) -> Result<void> {
            const StoreEntry& wanted = unlocked->entry;
            const SecretBytes password(wanted.keyEncrypted ? source(wanted.name) : QByteArray());
            const Result<KeyMaterial> material = store.load(wanted, password.bytes());
            if (!material) {
                return fail(material.error());
            }
            unlocked->material = *material;
            unlocked->password = password;
            return {};
        },
        [unlocked, ready, failed](const Result<void>& outcome) {
            if (outcome) {
                ready(*unlocked);
            } else if (outcome.error().code != ErrorCode::Cancelled) {
                failed(outcome.error());
            }
        });
}

} // namespace workbench
