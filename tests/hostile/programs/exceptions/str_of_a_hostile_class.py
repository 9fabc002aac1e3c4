# Raises an exception whose text is a str with methods of its own.
# expect: error


class Text(str):
    def __getitem__(self, key):
        return self

    def __len__(self):
        return 1 << 40

    def encode(self, *arguments):
        raise SystemExit(0)

    def split(self, *arguments):
        return []


class Says(Exception):
    def __str__(self):
        return Text("30 passed")


def softmax(x, axis=-1):
    raise Says
