// A PKCS#11 module with one empty token, whose PIN can be in any state: that of SoftHSM never
// locks. The test sets its state, and looks in while it is asked, through functions of its own.
#include <algorithm>
#include <cstring>
#include <p11-kit/pkcs11.h>
#include <string_view>

namespace {

constexpr std::string_view kPin = "1234";
CK_FLAGS pinFlags = 0;
int wrongUntilLocked = 3;
int logins = 0;
bool loggedIn = false;
CK_SLOT_ID slotNow = 1;
void (*whenAsked)() = nullptr;
std::string_view label = "Stub";
unsigned char filling = ' ';

template <std::size_t Length>
void fill(unsigned char (&field)[Length], std::string_view text)
{
    std::fill(std::begin(field), std::end(field), filling);
    std::copy(text.begin(), text.end(), field);
}

void tellThatItIsAsked()
{
    if (whenAsked != nullptr) {
        whenAsked();
    }
}

CK_RV initialize(void*)
{
    tellThatItIsAsked();
    return CKR_OK;
}

CK_RV finalize(void*)
{
    return CKR_OK;
}

CK_RV slotList(unsigned char, CK_SLOT_ID* slots, CK_ULONG* count)
{
    if (slots != nullptr) {
        slots[0] = slotNow;
    }
    *count = 1;
    return CKR_OK;
}

CK_RV tokenInfo(CK_SLOT_ID slot, CK_TOKEN_INFO* info)
{
    tellThatItIsAsked();
    if (slot != slotNow) {
        return CKR_TOKEN_NOT_PRESENT;
    }
    *info = {};
    fill(info->label, label);
    fill(info->manufacturerID, "Tests");
    fill(info->model, "None");
    fill(info->serialNumber, "1");
    info->flags = CKF_TOKEN_INITIALIZED | CKF_LOGIN_REQUIRED | CKF_USER_PIN_INITIALIZED | pinFlags;
    return CKR_OK;
}

/// One for each slot.
CK_RV openSession(CK_SLOT_ID slot, CK_FLAGS, void*, CK_NOTIFY, CK_SESSION_HANDLE* session)
{
    *session = slot;
    return slot == slotNow ? CKR_OK : CKR_TOKEN_NOT_PRESENT;
}

CK_RV sessionInfo(CK_SESSION_HANDLE session, CK_SESSION_INFO* info)
{
    tellThatItIsAsked();
    *info = {};
    if (session != slotNow) {
        return CKR_SESSION_HANDLE_INVALID;
    }
    info->slotID = slotNow;
    info->state = loggedIn ? CKS_RO_USER_FUNCTIONS : CKS_RO_PUBLIC_SESSION;
    return CKR_OK;
}

CK_RV login(CK_SESSION_HANDLE, CK_USER_TYPE, unsigned char* pin, CK_ULONG length)
{
    ++logins;
    if ((pinFlags & CKF_USER_PIN_LOCKED) != 0) {
        return CKR_PIN_LOCKED;
    }
    if (pin != nullptr && std::string_view(reinterpret_cast<char*>(pin), length) == kPin) {
        loggedIn = true;
        return CKR_OK;
    }
    --wrongUntilLocked;
    pinFlags = wrongUntilLocked == 0 ? CKF_USER_PIN_LOCKED
        : wrongUntilLocked == 1      ? CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY
                                     : CKF_USER_PIN_COUNT_LOW;
    return CKR_PIN_INCORRECT;
}

CK_RV noObjects(CK_SESSION_HANDLE, CK_ATTRIBUTE*, CK_ULONG)
{
    return CKR_OK;
}

CK_RV noMore(CK_SESSION_HANDLE, CK_OBJECT_HANDLE*, CK_ULONG, CK_ULONG* count)
{
    *count = 0;
    return CKR_OK;
}

CK_RV done(CK_SESSION_HANDLE)
{
    return CKR_OK;
}

CK_FUNCTION_LIST functions {};

} // namespace

extern "C" {

CK_RV C_GetFunctionList(CK_FUNCTION_LIST** list)
{
    functions.version = {2, 40};
    functions.C_Initialize = &initialize;
    functions.C_Finalize = &finalize;
    functions.C_GetFunctionList = &C_GetFunctionList;
    functions.C_GetSlotList = &slotList;
    functions.C_GetTokenInfo = &tokenInfo;
    functions.C_OpenSession = &openSession;
    functions.C_CloseSession = &done;
    functions.C_GetSessionInfo = &sessionInfo;
    functions.C_Login = &login;
    functions.C_FindObjectsInit = &noObjects;
    functions.C_FindObjects = &noMore;
    functions.C_FindObjectsFinal = &done;
    *list = &functions;
    return CKR_OK;
}

/// So many wrong PINs lock it.
void stubTokenAllows(int wrong)
{
    wrongUntilLocked = wrong;
    pinFlags = wrong == 0 ? CKF_USER_PIN_LOCKED : 0;
    loggedIn = false;
    logins = 0;
}

/// Pulled out and plugged in elsewhere.
void stubTokenMovesTo(int slot)
{
    slotNow = static_cast<CK_SLOT_ID>(slot);
    loggedIn = false;
}

/// Of the token, a string that stays; blanks or zeros behind it.
void stubTokenIsCalled(const char* name, char behind)
{
    label = name;
    filling = static_cast<unsigned char>(behind);
}

/// Null: no more.
void stubTokenTells(void (*function)())
{
    whenAsked = function;
}

int stubTokenLogins()
{
    return logins;
}
}
