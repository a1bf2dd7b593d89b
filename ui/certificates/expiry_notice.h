#pragma once

#include "core/certificates/certificate_facts.h"
#include "ui/common/state.h"

class QSettings;

namespace workbench {

/// How many days before its end a certificate counts as expiring soon, everywhere in the window;
/// kUsualSoonDays until somebody says otherwise.
int expirySoonDays(const QSettings& settings);
void setExpirySoonDays(QSettings& settings, int days);

/// "valid for 88 more days": the validity in words. `state` as of stateOf(validityAt()).
QString expiryText(const CertificateFacts& facts, const QDateTime& now, State state);

} // namespace workbench
