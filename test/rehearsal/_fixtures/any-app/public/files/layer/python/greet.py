def greeting(name):
    return f"hello {name}, says the layer"
