from dokaz.config import set_up

set_up()
