"""The emulated service in another process, wherever that is, over its input and output.

Both sides write JSON, an object a line. Each request has an ``id`` and says what to ``do``; the
answer has the same ``id``, and where the request failed ``error``, a text, and nothing else.
Requests are served at once, whatever others wait for; only the first has to be answered before
there may be others.

===========  ====================================================  =================================
``do``       with                                                  answer
===========  ====================================================  =================================
``serve``    ``service`` (packed), ``address`` to listen on,       ``ready``, ``ca_pem``,
             ``host``, ``directory`` for files of the authority    ``ca_p12``, ``ca_password``
``open``     ``scenario`` (packed), ``keys``                       ``run``, ``proxy_port``,
                                                                   ``identity_port``,
                                                                   ``identity_secret``,
                                                                   ``identity_endpoint``
``close``    ``run``                                               ``exchanges``, ``failures``
===========  ====================================================  =================================

The service ends at the end of its input. Packed values are pickles, and go one way only: what the
service sends may hold what a hostile sample made up.
"""
