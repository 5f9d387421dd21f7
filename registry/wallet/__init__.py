"""Into a holder's wallet: offers, keys that wallets prove, and which wallets hold what (OpenID4VCI 1.0)."""
