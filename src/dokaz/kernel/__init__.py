"""What the whole house speaks: time, ids, codes, actors, answers, uncertain dates, durable files, seals."""
