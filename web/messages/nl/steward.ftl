# Wat een gegevensbeheerder doet.
