#pragma once

#include "core/base/secret_bytes.h"
#include "core/certificates/certificate_store.h"
#include "ui/common/window_context.h"

#include <QByteArray>

#include <functional>

class QWidget;

namespace workbench {

/// An entry with its key, and the password that the key is protected by.
struct UnlockedEntry
{
    StoreEntry entry;
    KeyMaterial material;
    SecretBytes password = {}; ///< empty: none
};

/// Hands over the entry with its key, its password asked for when there is one. Nothing happens
/// when the person gives none; other errors go to `failed`.
void withKey(QWidget* parent,
             const WindowContext& context,
             const StoreEntry& entry,
             const std::function<void(const UnlockedEntry&)>& ready,
             const std::function<void(const Error&)>& failed);

} // namespace workbench
