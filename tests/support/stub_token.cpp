// A PKCS#11 module with one empty token, whose PIN can be in any state: that of SoftHSM never
// locks. The test sets the state and counts the logins through two functions of its own.
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

template <std::size_t Length>
void fill(unsigned char (&field)[Length], std::string_view text)
{
    std::fill(std::begin(field), std::end(field), static_cast<unsigned char>(' '));
    std::copy(text.begin(), text.end(), field);
}

CK_RV initialize(void*)
{
    return CKR_OK;
}

CK_RV slotList(unsigned char, CK_SLOT_ID* slots, CK_ULONG* count)
{
    if (slots != nullptr) {
        slots[0] = 1;
    }
    *count = 1;
    return CKR_OK;
}

CK_RV tokenInfo(CK_SLOT_ID, CK_TOKEN_INFO* info)
{
    *info = {};
    fill(info->label, "Stub");
    fill(info->manufacturerID, "Tests");
    fill(info->model, "None");
    fill(info->serialNumber, "1");
    info->flags = CKF_TOKEN_INITIALIZED | CKF_LOGIN_REQUIRED | CKF_USER_PIN_INITIALIZED | pinFlags;
    return CKR_OK;
}

CK_RV openSession(CK_SLOT_ID, CK_FLAGS, void*, CK_NOTIFY, CK_SESSION_HANDLE* session)
{
    *session = 1;
    return CKR_OK;
}

CK_RV sessionInfo(CK_SESSION_HANDLE, CK_SESSION_INFO* info)
{
    *info = {};
    info->slotID = 1;
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
    functions.C_Finalize = &initialize;
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

int stubTokenLogins()
{
    return logins;
}
}
