"""What people may ask about their own data: a copy, a correction, erasure, opposition; and by when it is answered."""
