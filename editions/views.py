def not_found(request, exception=None):
    raise NotImplementedError
